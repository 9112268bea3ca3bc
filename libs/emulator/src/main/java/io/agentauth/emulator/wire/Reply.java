// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** An answer as a value, so that a fault can still spoil it. */
public record Reply(int status, String contentType, String body, Map<String, String> headers) {
    private static final String JSON = "application/json; charset=utf-8";

    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply json(int status, ObjectNode body) {
        return new Reply(status, JSON, body.toString(), Map.of());
    }

    public static Reply html(int status, String body) {
        return new Reply(status, "text/html; charset=utf-8", body, Map.of());
    }

    public static Reply text(int status, String body) {
        return new Reply(status, "text/plain; charset=utf-8", body, Map.of());
    }

    /** A redirect that turns a POST into a GET. */
    public static Reply seeOther(String location) {
        return new Reply(303, "text/plain; charset=utf-8", "", Map.of("Location", location));
    }

    public static Reply empty(int status) {
        return new Reply(status, "", "", Map.of());
    }

    public Reply with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Reply(status, contentType, body, more);
    }

    public Reply withBody(String other) {
        return new Reply(status, contentType, other, headers);
    }

    public boolean isJson() {
        return contentType.startsWith("application/json");
    }
}
