// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What proves a client: a header, or parameters, never both.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3">RFC 6749 §2.3: not more than one method in a request</a>
 */
public final class ClientProof {
    private ClientProof() {}

    /** The {@code Authorization} header of {@code client}; null where the proof goes into the body. */
    public static @Nullable Sensitive header(ClientAuthentication style, Client client) {
        Sensitive secret = client.secret();
        if (secret == null) {
            return null;
        }
        return switch (style) {
            case BASIC -> basic(Parameters.encode(client.id()), Parameters.encode(plain(secret)));
            case BASIC_RAW -> basic(client.id(), plain(secret));
            case SECRET_AS_USER -> basic(plain(secret), "");
            case POST, NONE, PRIVATE_KEY_JWT, CLIENT_SECRET_JWT, TLS_CLIENT_AUTH, SELF_SIGNED_TLS_CLIENT_AUTH -> null;
        };
    }

    /** Adds to {@code parameters} what proves {@code client} in the body. */
    public static void addTo(Map<String, String> parameters, ClientAuthentication style, Client client) {
        Sensitive secret = client.secret();
        switch (style) {
            case BASIC, BASIC_RAW, SECRET_AS_USER -> {
                if (secret == null) {
                    parameters.put("client_id", client.id());
                }
            }
            case POST -> {
                parameters.put("client_id", client.id());
                if (secret != null) {
                    parameters.put("client_secret", plain(secret));
                }
            }
            // RFC 8705 §2: the certificate is shown below, and the body says whose it is.
            case NONE, TLS_CLIENT_AUTH, SELF_SIGNED_TLS_CLIENT_AUTH -> parameters.put("client_id", client.id());
            case PRIVATE_KEY_JWT -> assertion(parameters, client, SigningKey.from(required(secret)));
            case CLIENT_SECRET_JWT -> assertion(parameters, client, SigningKey.ofSecret(required(secret)));
        }
    }

    /** {@code request} with the certificate of {@code client}, where that is how it proves itself. */
    public static HttpRequest shown(HttpRequest request, ClientAuthentication style, Client client) {
        return style.isCertificate() ? request.showing(ClientCertificate.from(required(client.secret()))) : request;
    }

    private static void assertion(Map<String, String> parameters, Client client, SigningKey key) {
        String audience = client.audience();
        if (audience == null) {
            throw new IllegalStateException("an assertion is for somebody");
        }
        parameters.put("client_id", client.id());
        parameters.put("client_assertion_type", JwtAssertion.CLIENT_ASSERTION_TYPE);
        parameters.put("client_assertion", plain(JwtAssertion.ofClient(key, client.id(), audience)));
    }

    private static Sensitive required(@Nullable Sensitive secret) {
        if (secret == null) {
            throw new IllegalStateException("a client that signs has something to sign with");
        }
        return secret;
    }

    /** The {@code Authorization} header that presents {@code token}. RFC 6750 §2.1. */
    public static Sensitive bearer(Sensitive token) {
        return formatted("Bearer {token}", token);
    }

    /** The same for providers with other words before the token, or none: {@code format} has {@code {token}} in its place. */
    public static Sensitive formatted(String format, Sensitive token) {
        return Sensitive.of(format.replace("{token}", token.reveal(Reveal.TO_CALL_THE_PROVIDER)));
    }

    private static Sensitive basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Sensitive.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    private static String plain(Sensitive secret) {
        return secret.reveal(Reveal.TO_AUTHENTICATE_THE_CLIENT);
    }
}
