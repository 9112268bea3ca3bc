// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of answers. */
final class ResponseHeaders {
    private static final Map<String, String> TEXTS = new LinkedHashMap<>();
    private static final Map<String, String> NUMBERS = new LinkedHashMap<>();

    static {
        TEXTS.put(
                "X-Request-Id",
                "The request's id: the one that was sent, or a new one. Quote it when you ask for help.");
        TEXTS.put("Location", "Where the browser goes on.");
        TEXTS.put("WWW-Authenticate", "RFC 6750 §3.");
        TEXTS.put("Cache-Control", "`no-store`: there is a secret in the answer.");
        NUMBERS.put("RateLimit-Limit", "How many requests a second the API key has.");
        NUMBERS.put("RateLimit-Remaining", "How many of them are left in this second.");
        NUMBERS.put("RateLimit-Reset", "In how many seconds they are whole again.");
        NUMBERS.put("Retry-After", "In how many seconds to ask again, where that is known; sooner is refused again.");
    }

    private ResponseHeaders() {}

    /** Describes all of them in {@code components}. */
    static void describe(ObjectNode components) {
        ObjectNode headers = components.putObject("headers");
        TEXTS.forEach((name, what) -> header(headers, name, what, "string"));
        NUMBERS.forEach((name, what) -> header(headers, name, what, "integer"));
    }

    /** Those that an answer of the API with {@code status} has. */
    static void of(ObjectNode response, int status) {
        ObjectNode headers = response.putObject("headers");
        refer(headers, "X-Request-Id");
        if (status == 401) {
            refer(headers, "WWW-Authenticate");
            return;
        }
        refer(headers, "RateLimit-Limit");
        refer(headers, "RateLimit-Remaining");
        refer(headers, "RateLimit-Reset");
        if (status == 429 || status == 502 || status == 503) {
            refer(headers, "Retry-After");
        }
    }

    static void refer(ObjectNode headers, String name) {
        headers.putObject(name).put("$ref", "#/components/headers/" + name);
    }

    private static void header(ObjectNode headers, String name, String what, String type) {
        ObjectNode header = headers.putObject(name).put("description", what);
        ObjectNode schema = header.putObject("schema").put("type", type);
        if (type.equals("integer")) {
            schema.put("minimum", 0);
        }
    }
}
