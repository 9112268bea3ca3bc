// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.EventCodec;
import io.agentauth.events.EventTypes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A record from a topic: its type up to the first line's end, then its data. */
final class EventRecord implements Target {
    private static final String ENVIRONMENT = "env_01jxy2n8f4e7v9k3w5q6z8r0te";
    private static final String KEY = "key_01jxy2n8f4e7v9k3w5q6z8r0tf";

    @Override
    public List<String> seeds() {
        return List.of(
                "agent-auth.api-key-created.v1\n{\"environment_id\":\"" + ENVIRONMENT + "\",\"key_id\":\"" + KEY
                        + "\",\"actor\":{\"kind\":\"api_key\",\"key_id\":\"" + KEY + "\"}}",
                "agent-auth.token-refreshed.v1\n{\"environment_id\":\"" + ENVIRONMENT
                        + "\",\"version\":9223372036854775807}",
                "agent-auth.account-activated.v1\n{}",
                "agent-auth.account-activated.v1\nnull",
                "of.a.later.release\n[]");
    }

    @Override
    public void read(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int end = Math.max(0, text.indexOf('\n'));
        String type = text.substring(0, end);
        String data = text.substring(end);
        switch (EventCodec.decode(headers(type), data.getBytes(StandardCharsets.UTF_8))) {
            case EventCodec.Decoded.Event event -> again(event.event().data());
            case EventCodec.Decoded.UnknownType unknown ->
                Target.require(EventTypes.find(unknown.type()).isEmpty(), "a known type is skipped");
            case EventCodec.Decoded.Undecodable wrong ->
                Target.require(wrong.reason().length() < 120, "data that is no event is quoted");
        }
        try {
            EventCodec.fromJson(type, data).ifPresent(event -> {});
        } catch (IllegalArgumentException expected) {
            Target.require(
                    !String.valueOf(expected.getMessage()).contains(data.strip())
                            || data.strip().length() < 8,
                    "data that is no event is quoted");
        }
    }

    private static void again(AgentAuthEvent event) {
        AgentAuthEvent read =
                EventCodec.fromJson(event.type(), EventCodec.toJson(event)).orElseThrow();
        Target.require(read.equals(event), "an event that does not survive being written");
    }

    private static Map<String, String> headers(String type) {
        return Map.of(
                EventCodec.CE_SPECVERSION, "1.0",
                EventCodec.CE_TYPE, type,
                EventCodec.CE_ID, "evt_01jxy2n8f4e7v9k3w5q6z8r0te",
                EventCodec.CE_TIME, "2026-01-31T12:00:00Z",
                EventCodec.CE_SOURCE, "/agent-auth/connection-service",
                EventCodec.CE_SUBJECT, ENVIRONMENT,
                EventCodec.CE_ENVIRONMENTID, ENVIRONMENT,
                EventCodec.CE_SEQUENCE, "1");
    }
}
