// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.wire;

import java.util.Map;
import java.util.Optional;

/**
 * A request as a value.
 *
 * @param path behind the provider's name: host and path of the real URL, without a slash before
 * @param headers the names in lower case
 * @param query the parameters of its query
 * @param parameters of the body if it is a form or JSON, else of the query
 */
public record Call(
        String method, String path, Map<String, String> headers, Parameters query, Parameters parameters, Body body) {
    /** What the body was. */
    public enum Body {
        NONE,
        FORM,
        JSON,
        OTHER,
        MALFORMED
    }

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /** The credential behind {@code Authorization: Bearer}; "token" is GitHub's older word for it. */
    public Optional<String> bearer() {
        return header("authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7) || value.startsWith("token "))
                .map(value -> value.substring(value.indexOf(' ') + 1).strip());
    }
}
