// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.agentauth.oauth.Parameters;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.providers.Authorization;
import io.agentauth.providers.Identity;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Revocation;
import io.agentauth.providers.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What would be sent to a provider, without anybody's secrets: names stand for what is only known then.
 *
 * @param requests in the order in which they are made
 * @param metadata what its issuer publishes, where that was asked
 */
public record Rehearsal(List<Sent> requests, @Nullable ServerMetadata metadata) {
    /**
     * One request.
     *
     * @param what for: {@code pushed_authorization}, {@code authorization}, {@code device_authorization}, {@code code}, {@code refresh}, {@code identity} or {@code revocation}
     * @param authentication how the client or the token proves itself
     * @param parameters in the query of the authorization, in the body of everything else
     */
    public record Sent(
            String what,
            String method,
            String url,
            @Nullable String authentication,
            Map<String, String> headers,
            Map<String, String> parameters) {}

    /** For {@code provider}, whose people come back to {@code redirectUri}. */
    public static Rehearsal of(Provider provider, String redirectUri, @Nullable ServerMetadata metadata) {
        List<Sent> requests = new ArrayList<>();
        if (provider.authorization().endpoint() != null && provider.token().endpoint() != null) {
            addAuthorization(requests, provider, redirectUri);
            addDevice(requests, provider);
            requests.add(code(provider, redirectUri));
            requests.add(refresh(provider));
        }
        Identity identity = provider.identity();
        if (identity != null && identity.endpoint() != null) {
            requests.add(new Sent(
                    "identity",
                    identity.method(),
                    identity.endpoint().value(),
                    identity.tokenFormat().replace("{token}", "{access_token}"),
                    identity.headers(),
                    Map.of()));
        }
        Revocation revocation = provider.revocation();
        if (revocation != null && revocation.endpoint() != null) {
            requests.add(new Sent(
                    "revocation",
                    revocation.method(),
                    revocation.endpoint().value(),
                    word(revocation.authentication()),
                    revocation.headers(),
                    revocation.parameter() == null
                            ? Map.of()
                            : Map.of(revocation.parameter(), "{" + word(revocation.token()) + "_token}")));
        }
        return new Rehearsal(requests, metadata);
    }

    /** Where the request is pushed, the browser takes what stands for it (RFC 9126). */
    private static void addAuthorization(List<Sent> requests, Provider provider, String redirectUri) {
        Authorization authorization = provider.authorization();
        Authorization.Pushed pushed = authorization.pushed();
        Map<String, String> parameters = parameters(provider, redirectUri);
        Map<String, String> inBrowser = parameters;
        if (pushed != null) {
            requests.add(new Sent(
                    "pushed_authorization",
                    "POST",
                    pushed.endpoint().value(),
                    word(provider.token().clientAuthentication()),
                    Map.of(),
                    Parameters.renamed(parameters, authorization.names())));
            inBrowser = Map.of("client_id", "{client_id}", "request_uri", "{request_uri}");
        }
        requests.add(new Sent(
                "authorization",
                "GET",
                String.valueOf(authorization.endpoint()),
                null,
                Map.of(),
                Parameters.renamed(inBrowser, authorization.names())));
    }

    /** Where a person may consent in another browser (RFC 8628). */
    private static void addDevice(List<Sent> requests, Provider provider) {
        Authorization.Device device = provider.authorization().device();
        if (device != null) {
            Map<String, String> parameters = new TreeMap<>(provider.scopeParameters(scopes(provider)));
            parameters.put("client_id", "{client_id}");
            requests.add(new Sent(
                    "device_authorization",
                    "POST",
                    device.endpoint().value(),
                    word(provider.token().clientAuthentication()),
                    Map.of(),
                    Parameters.renamed(parameters, provider.authorization().names())));
        }
    }

    private static Map<String, String> parameters(Provider provider, String redirectUri) {
        Authorization authorization = provider.authorization();
        Map<String, String> parameters = new TreeMap<>(authorization.parameters());
        parameters.putAll(provider.scopeParameters(scopes(provider)));
        parameters.put("response_type", "code");
        parameters.put("client_id", "{client_id}");
        parameters.put("redirect_uri", redirectUri);
        parameters.put("state", "{state}");
        if (authorization.pkce().sent(false)) {
            parameters.put("code_challenge", "{code_challenge}");
            parameters.put("code_challenge_method", "S256");
        }
        return parameters;
    }

    private static Sent code(Provider provider, String redirectUri) {
        Map<String, String> parameters = new TreeMap<>(provider.token().codeParameters());
        parameters.put("grant_type", "authorization_code");
        parameters.put("code", "{code}");
        parameters.put("redirect_uri", redirectUri);
        if (provider.authorization().pkce().sent(false)) {
            parameters.put("code_verifier", "{code_verifier}");
        }
        return token("code", provider.token(), String.valueOf(provider.token().endpoint()), parameters);
    }

    private static Sent refresh(Provider provider) {
        Map<String, String> parameters = new TreeMap<>(provider.token().refreshParameters());
        parameters.put("grant_type", "refresh_token");
        parameters.put("refresh_token", "{refresh_token}");
        Token token = provider.token();
        return token(
                "refresh",
                token,
                String.valueOf(token.refreshEndpoint() == null ? token.endpoint() : token.refreshEndpoint()),
                parameters);
    }

    private static Sent token(String what, Token token, String url, Map<String, String> parameters) {
        return new Sent(
                what,
                "POST",
                url,
                word(token.clientAuthentication()),
                token.headers(),
                Parameters.renamed(parameters, token.names()));
    }

    private static List<String> scopes(Provider provider) {
        List<String> scopes = new ArrayList<>(provider.defaultScopes());
        provider.identityScopes().stream()
                .filter(scope -> !scopes.contains(scope))
                .forEach(scopes::add);
        return scopes;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
