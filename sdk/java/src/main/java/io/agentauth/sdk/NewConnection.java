// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.List;
import java.util.Map;

/** A connection to be made. */
public final class NewConnection extends Fields<NewConnection> {
    private NewConnection() {}

    /** A connection to that provider of the catalogue. */
    public static NewConnection of(String provider) {
        return new NewConnection().set("provider", provider);
    }

    /** How people connect: oauth2, or api_key, basic, bearer, custom, none; the provider's first one unless it is set. */
    public NewConnection authType(String authType) {
        return set("auth_type", authType);
    }

    /** Whose registration it is: {@code own}, or {@code managed}, the operator's, which has no credentials here. */
    public NewConnection mode(String mode) {
        return set("mode", mode);
    }

    /** A name for people. */
    public NewConnection name(String name) {
        return set("name", name);
    }

    /** The client id and secret at the provider; together. */
    public NewConnection credentials(String clientId, String clientSecret) {
        return set("credentials", Map.of("client_id", clientId, "client_secret", clientSecret));
    }

    /**
     * A key in the place of the secret, where the client signs: PEM, a JWK, or a service account's JSON file, the whole text. {@code clientId} may be empty
     * where the key says it.
     */
    public NewConnection privateKey(String clientId, String privateKey) {
        return set(
                "credentials",
                clientId.isEmpty()
                        ? Map.of("private_key", privateKey)
                        : Map.of("client_id", clientId, "private_key", privateKey));
    }

    /** A certificate and its key in the place of the secret, both in PEM, where the client shows it while it connects (RFC 8705). */
    public NewConnection certificate(String clientId, String certificate, String privateKey) {
        return set("credentials", Map.of("client_id", clientId, "certificate", certificate, "private_key", privateKey));
    }

    /** What is asked of people. */
    public NewConnection scopes(List<String> scopes) {
        return set("scopes", scopes);
    }

    /** Settings of the connection, such as {@code issuer}. */
    public NewConnection settings(Map<String, Object> settings) {
        return set("settings", settings);
    }
}
