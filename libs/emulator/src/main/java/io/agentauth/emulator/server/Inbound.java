// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Parameters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Makes a {@link Call} of a request. */
final class Inbound {
    private Inbound() {}

    static Call call(HttpServerRequest request, String path, Buffer body) {
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        String type = headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
        Parameters query = Parameters.form(request.query() == null ? "" : request.query());
        String text = body.toString(StandardCharsets.UTF_8);
        String method = request.method().name();
        if (body.length() == 0) {
            return new Call(method, path, headers, query, query, Call.Body.NONE);
        }
        if (type.startsWith("application/x-www-form-urlencoded")) {
            return new Call(method, path, headers, query, Parameters.form(text), Call.Body.FORM);
        }
        if (type.startsWith("application/json")) {
            return json(new Call(method, path, headers, query, query, Call.Body.MALFORMED), text);
        }
        return new Call(method, path, headers, query, query, Call.Body.OTHER);
    }

    private static Call json(Call malformed, String text) {
        try {
            JsonNode body = Json.parse(text);
            return body.isObject()
                    ? new Call(
                            malformed.method(),
                            malformed.path(),
                            malformed.headers(),
                            malformed.query(),
                            Parameters.json(body),
                            Call.Body.JSON)
                    : malformed;
        } catch (Json.BadJson e) {
            return malformed;
        }
    }
}
