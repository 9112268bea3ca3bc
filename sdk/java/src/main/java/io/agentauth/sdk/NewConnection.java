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
        return credentials(ClientCredentials.none().clientId(clientId).clientSecret(clientSecret));
    }

    /** A key or a certificate in the place of the secret. */
    public NewConnection credentials(ClientCredentials credentials) {
        return set("credentials", credentials.values());
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
