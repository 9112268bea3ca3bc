// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server publishes about itself, as far as it matters here.
 *
 * @param pushedAuthorizationRequestEndpoint where it takes authorization requests before the browser comes (RFC 9126 §5); null where it does not
 * @param requirePushedAuthorizationRequests whether it takes them in no other way
 * @param deviceAuthorizationEndpoint where it begins authorizations that go on in another browser (RFC 8628 §4); null where it does not
 * @param dpopSigningAlgValuesSupported how it takes proofs signed that bind tokens to a key (RFC 9449 §5.1); none where it binds none
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
        List<String> scopesSupported,
        @Nullable URI pushedAuthorizationRequestEndpoint,
        Boolean requirePushedAuthorizationRequests,
        List<String> dpopSigningAlgValuesSupported,
        @Nullable Aliases mtlsEndpointAliases,
        @Nullable URI deviceAuthorizationEndpoint) {
    /**
     * Where a client asks that shows a certificate.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8705#section-5">RFC 8705 §5</a>
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Aliases(
            @Nullable URI tokenEndpoint,
            @Nullable URI revocationEndpoint,
            @Nullable URI pushedAuthorizationRequestEndpoint,
            @Nullable URI deviceAuthorizationEndpoint) {}

    private static final Map<String, ClientAuthentication> SECRETS =
            Map.of("client_secret_basic", ClientAuthentication.BASIC, "client_secret_post", ClientAuthentication.POST);

    /** Beside those, in the order in which they are chosen. */
    private static final Map<String, ClientAuthentication> STYLES = styles();

    private static Map<String, ClientAuthentication> styles() {
        Map<String, ClientAuthentication> styles = new LinkedHashMap<>();
        styles.put("none", ClientAuthentication.NONE);
        styles.put("private_key_jwt", ClientAuthentication.PRIVATE_KEY_JWT);
        styles.put("client_secret_jwt", ClientAuthentication.CLIENT_SECRET_JWT);
        styles.put("tls_client_auth", ClientAuthentication.TLS_CLIENT_AUTH);
        styles.put("self_signed_tls_client_auth", ClientAuthentication.SELF_SIGNED_TLS_CLIENT_AUTH);
        return styles;
    }

    public ServerMetadata {
        codeChallengeMethodsSupported =
                codeChallengeMethodsSupported == null ? List.of() : List.copyOf(codeChallengeMethodsSupported);
        tokenEndpointAuthMethodsSupported =
                tokenEndpointAuthMethodsSupported == null ? List.of() : List.copyOf(tokenEndpointAuthMethodsSupported);
        scopesSupported = scopesSupported == null ? List.of() : List.copyOf(scopesSupported);
        dpopSigningAlgValuesSupported =
                dpopSigningAlgValuesSupported == null ? List.of() : List.copyOf(dpopSigningAlgValuesSupported);
        // Not in what an earlier release kept.
        requirePushedAuthorizationRequests =
                requirePushedAuthorizationRequests != null && requirePushedAuthorizationRequests;
    }

    /** Whether it binds tokens to keys of the kind that is used here. */
    public boolean supportsDpop() {
        return dpopSigningAlgValuesSupported.contains(DpopKey.ALGORITHM);
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
        if (methods.contains("client_secret_post")) {
            return ClientAuthentication.POST;
        }
        return STYLES.entrySet().stream()
                .filter(style -> methods.contains(style.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(ClientAuthentication.POST);
    }

    /** The token endpoint of a client that proves itself by {@code style}. */
    public URI tokenEndpointFor(ClientAuthentication style) {
        return mtlsEndpointAliases == null || mtlsEndpointAliases.tokenEndpoint() == null || !style.isCertificate()
                ? tokenEndpoint
                : mtlsEndpointAliases.tokenEndpoint();
    }

    /** The revocation endpoint of such a client; null where there is none. */
    public @Nullable URI revocationEndpointFor(ClientAuthentication style) {
        return mtlsEndpointAliases == null || mtlsEndpointAliases.revocationEndpoint() == null || !style.isCertificate()
                ? revocationEndpoint
                : mtlsEndpointAliases.revocationEndpoint();
    }

    /** Where such a client pushes authorization requests; null where it cannot. */
    public @Nullable URI pushedAuthorizationRequestEndpointFor(ClientAuthentication style) {
        return mtlsEndpointAliases == null
                        || mtlsEndpointAliases.pushedAuthorizationRequestEndpoint() == null
                        || !style.isCertificate()
                ? pushedAuthorizationRequestEndpoint
                : mtlsEndpointAliases.pushedAuthorizationRequestEndpoint();
    }

    /** Where such a client begins authorizations that go on in another browser; null where it cannot. */
    public @Nullable URI deviceAuthorizationEndpointFor(ClientAuthentication style) {
        return mtlsEndpointAliases == null
                        || mtlsEndpointAliases.deviceAuthorizationEndpoint() == null
                        || !style.isCertificate()
                ? deviceAuthorizationEndpoint
                : mtlsEndpointAliases.deviceAuthorizationEndpoint();
    }

    /** Whether it says that it takes {@code style}. */
    public boolean takes(ClientAuthentication style) {
        return tokenEndpointAuthMethodsSupported.stream()
                .anyMatch(method -> style == STYLES.get(method) || style == SECRETS.get(method));
    }
}
