// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import io.agentauth.vault.Sensitive;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client's id and secret as they were presented.
 *
 * @param id the client's id
 * @param value the secret
 */
record ClientCredentials(String id, Sensitive value) {
    private static final String SCHEME = "Basic ";

    /** From an Authorization header (RFC 6749 §2.3.1). Ours hold nothing that form encoding would change. */
    static Optional<ClientCredentials> ofHeader(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            String pair = new String(
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 1
                    ? Optional.empty()
                    : Optional.of(
                            new ClientCredentials(pair.substring(0, colon), Sensitive.of(pair.substring(colon + 1))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** From a form. */
    static Optional<ClientCredentials> ofForm(@Nullable String id, @Nullable String secret) {
        return id == null || secret == null
                ? Optional.empty()
                : Optional.of(new ClientCredentials(id, Sensitive.of(secret)));
    }
}
