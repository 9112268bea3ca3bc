// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.grant;

import java.util.List;

/**
 * How the tokens of one slot look at a provider.
 *
 * @param accessPrefix for example {@code gho_}, or {@link #JWT}
 * @param refreshPrefix for example {@code xoxe-1-}
 * @param offline whether there is a refresh token at all
 */
public record Kind(String slot, List<String> scopes, String accessPrefix, String refreshPrefix, boolean offline) {
    /** An access token that begins so is a JWT (RFC 7519) whose one claim is its end; nothing ever verifies its signature. */
    public static final String JWT = "eyJ";

    public Kind {
        scopes = List.copyOf(scopes);
    }
}
