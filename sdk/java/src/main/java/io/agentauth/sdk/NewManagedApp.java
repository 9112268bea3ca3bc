// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.List;
import java.util.Map;

/** An operator's registration at a provider, or what changes of it. */
public final class NewManagedApp extends Fields<NewManagedApp> {
    private NewManagedApp() {}

    /** Nothing yet. */
    public static NewManagedApp none() {
        return new NewManagedApp();
    }

    /** The client id and secret at the provider; together. */
    public NewManagedApp credentials(String clientId, String clientSecret) {
        return credentials(ClientCredentials.none().clientId(clientId).clientSecret(clientSecret));
    }

    /** A key or a certificate in the place of the secret. */
    public NewManagedApp credentials(ClientCredentials credentials) {
        return set("credentials", credentials.values());
    }

    /** For connections that name none. */
    public NewManagedApp scopes(List<String> scopes) {
        return set("scopes", scopes);
    }

    /** What the provider's addresses ask for, by name. */
    public NewManagedApp placeholders(Map<String, String> placeholders) {
        return set("placeholders", placeholders);
    }
}
