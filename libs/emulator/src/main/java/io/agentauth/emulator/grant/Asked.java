// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.grant;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checked authorization request.
 *
 * @param userScopes Slack's second set, else empty
 * @param challenge the PKCE challenge, S256
 * @param more the request's other parameters
 */
public record Asked(
        String provider,
        String clientId,
        String redirectUri,
        List<String> scopes,
        List<String> userScopes,
        @Nullable String state,
        @Nullable String nonce,
        @Nullable String challenge,
        Map<String, String> more) {
    public Asked {
        scopes = List.copyOf(scopes);
        userScopes = List.copyOf(userScopes);
        more = Map.copyOf(more);
    }
}
