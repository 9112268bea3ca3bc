// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.List;
import java.util.Map;

/** What changes; the rest stays as it is. */
public final class ConnectionChanges extends Fields<ConnectionChanges> {
    private ConnectionChanges() {}

    /** Nothing yet. */
    public static ConnectionChanges none() {
        return new ConnectionChanges();
    }

    /** A name for people. */
    public ConnectionChanges name(String name) {
        return set("name", name);
    }

    /** The client id and secret at the provider; together. */
    public ConnectionChanges credentials(String clientId, String clientSecret) {
        return set("credentials", Map.of("client_id", clientId, "client_secret", clientSecret));
    }

    /**
     * A key in the place of the secret, where the client signs: PEM, a JWK, or a service account's JSON file, the whole text. {@code clientId} may be empty
     * where the key says it.
     */
    public ConnectionChanges privateKey(String clientId, String privateKey) {
        return set(
                "credentials",
                clientId.isEmpty()
                        ? Map.of("private_key", privateKey)
                        : Map.of("client_id", clientId, "private_key", privateKey));
    }

    /** A certificate and its key in the place of the secret, both in PEM, where the client shows it while it connects (RFC 8705). */
    public ConnectionChanges certificate(String clientId, String certificate, String privateKey) {
        return set("credentials", Map.of("client_id", clientId, "certificate", certificate, "private_key", privateKey));
    }

    /** What is asked of people. */
    public ConnectionChanges scopes(List<String> scopes) {
        return set("scopes", scopes);
    }

    /** Settings of the connection, such as {@code issuer}. */
    public ConnectionChanges settings(Map<String, Object> settings) {
        return set("settings", settings);
    }
}
