// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The shipped waits, about a thirtieth of them: a deadline of 1.5 s for 45 s. */
public final class Scaled implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("agent-auth.token-endpoint.deadline", "1500ms"),
                Map.entry("agent-auth.token-endpoint.tcp-user-timeout", "500ms"),
                Map.entry("agent-auth.token-endpoint.lease", "4500ms"),
                Map.entry("agent-auth.token-endpoint.pause-allowance", "500ms"),
                Map.entry("agent-auth.renewal.sweep-every", "100ms"),
                Map.entry("agent-auth.renewal.recover-every", "200ms"),
                Map.entry("agent-auth.renewal.recover-after", "1s"),
                Map.entry("agent-auth.renewal.journal-after", "500ms"),
                Map.entry("agent-auth.renewal.wait-max", "4s"),
                Map.entry("agent-auth.storm.look-every", "1h"),
                Map.entry("agent-auth.push.repeat-every", "500ms"),
                Map.entry("agent-auth.push.repeat-after", "1s"),
                Map.entry("agent-auth.revocation.sweep-every", "200ms"));
    }
}
