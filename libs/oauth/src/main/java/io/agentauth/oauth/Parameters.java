// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.vault.Sensitive;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Parameters on their way into a body or a query. */
public final class Parameters {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Parameters() {}

    /** {@code parameters} as a body of that format. It holds secrets as a rule. */
    public static Sensitive body(BodyFormat format, Map<String, String> parameters) {
        return Sensitive.of(
                switch (format) {
                    case FORM -> form(parameters);
                    case JSON -> json(parameters);
                });
    }

    /** {@code parameters} in their order, each under the name that {@code names} has for it. */
    public static Map<String, String> renamed(Map<String, String> parameters, Map<String, String> names) {
        Map<String, String> renamed = new LinkedHashMap<>();
        parameters.forEach((name, value) -> renamed.put(names.getOrDefault(name, name), value));
        return renamed;
    }

    /**
     * {@code parameters} in the order of the map, form-encoded.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#appendix-B">RFC 6749 Appendix B</a>
     */
    static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String json(Map<String, String> parameters) {
        try {
            return JSON.writeValueAsString(parameters);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are always JSON", e);
        }
    }
}
