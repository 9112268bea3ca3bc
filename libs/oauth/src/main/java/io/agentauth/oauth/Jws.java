// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * The compact form of what is signed.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-5.1">RFC 7515 §5.1</a>
 */
final class Jws {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private Jws() {}

    /** What is signed, in ASCII. */
    static String input(Map<String, ?> header, Map<String, ?> claims) {
        return encoded(json(header).getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(json(claims).getBytes(StandardCharsets.UTF_8));
    }

    /** Base64url without padding: RFC 7515 §2. */
    static String encoded(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }

    /** {@code members}, texts and numbers, in their order. */
    static String json(Map<String, ?> members) {
        try {
            return JSON.writeValueAsString(members);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
    }
}
