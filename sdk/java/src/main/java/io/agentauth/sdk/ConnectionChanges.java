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
        return credentials(ClientCredentials.none().clientId(clientId).clientSecret(clientSecret));
    }

    /** A key or a certificate in the place of the secret. */
    public ConnectionChanges credentials(ClientCredentials credentials) {
        return set("credentials", credentials.values());
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
