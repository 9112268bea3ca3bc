// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server publishes about itself, as far as it matters here.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8414#section-2">RFC 8414 §2</a>
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ServerMetadata(
        String issuer,
        URI authorizationEndpoint,
        URI tokenEndpoint,
        @Nullable URI revocationEndpoint,
        @Nullable URI introspectionEndpoint,
        @Nullable URI userinfoEndpoint,
        @Nullable URI jwksUri,
        List<String> codeChallengeMethodsSupported,
        List<String> tokenEndpointAuthMethodsSupported,
        boolean authorizationResponseIssParameterSupported,
        List<String> scopesSupported) {
    public ServerMetadata {
        codeChallengeMethodsSupported =
                codeChallengeMethodsSupported == null ? List.of() : List.copyOf(codeChallengeMethodsSupported);
        tokenEndpointAuthMethodsSupported =
                tokenEndpointAuthMethodsSupported == null ? List.of() : List.copyOf(tokenEndpointAuthMethodsSupported);
        scopesSupported = scopesSupported == null ? List.of() : List.copyOf(scopesSupported);
    }

    /** Whether a code challenge by SHA-256 is checked. */
    public boolean supportsPkce() {
        return codeChallengeMethodsSupported.contains("S256");
    }

    /**
     * The first style that both sides know; Basic where the server does not say.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8414#section-2">RFC 8414 §2: the default is client_secret_basic</a>
     */
    public ClientAuthentication clientAuthentication() {
        List<String> methods = tokenEndpointAuthMethodsSupported;
        if (methods.isEmpty() || methods.contains("client_secret_basic")) {
            return ClientAuthentication.BASIC;
        }
        return methods.contains("client_secret_post") || !methods.contains("none")
                ? ClientAuthentication.POST
                : ClientAuthentication.NONE;
    }
}
