// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import org.jspecify.annotations.Nullable;

/**
 * Whether an authorization answer comes from the server that the flow was begun with: the defence against mix-up.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9207#section-2.4">RFC 9207 §2.4</a>
 */
public final class IssuerCheck {
    private IssuerCheck() {}

    /**
     * Whether {@code said} will do: simple string comparison (RFC 3986 §6.2.1), and nothing only where the server never promised it.
     *
     * @param said {@code iss} of the answer
     * @param expected the issuer that the flow was begun with; null where the provider has none: then nothing can be compared
     * @param promised whether the server says that it always sends {@code iss}
     */
    public static boolean holds(@Nullable String said, @Nullable String expected, boolean promised) {
        if (said == null) {
            return !promised;
        }
        return expected == null ? !promised : said.equals(expected);
    }
}
