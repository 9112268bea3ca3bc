// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import org.jspecify.annotations.Nullable;

/** The Bearer scheme (RFC 6750 §2.1). */
final class Bearer {
    private static final String SCHEME = "Bearer ";

    private Bearer() {}

    /** The token in a header's value; null if there is none. */
    static @Nullable String tokenIn(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String token = header.substring(SCHEME.length()).strip();
        return token.isEmpty() ? null : token;
    }

    static String header(String token) {
        return SCHEME + token;
    }
}
