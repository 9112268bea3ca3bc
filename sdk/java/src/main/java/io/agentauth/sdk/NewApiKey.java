// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;
import java.util.List;

/** An API key to be made. */
public final class NewApiKey extends Fields<NewApiKey> {
    private NewApiKey() {}

    /** With those scopes, such as {@code tokens:read}. */
    public static NewApiKey of(String name, List<String> scopes) {
        return new NewApiKey().set("name", name).set("scopes", scopes);
    }

    /** With the scopes of a role, such as {@code agent}. */
    public static NewApiKey of(String name, String role) {
        return new NewApiKey().set("name", name).set("role", role);
    }

    /** Where it may be used from: addresses, or ranges in CIDR form. */
    public NewApiKey allowedAddresses(List<String> allowedAddresses) {
        return set("allowed_addresses", allowedAddresses);
    }

    /** Until when it is valid. */
    public NewApiKey expiresAt(Instant expiresAt) {
        return set("expires_at", expiresAt);
    }

    /** Of which environment; with the installation key only. */
    public NewApiKey environmentId(String environmentId) {
        return set("environment_id", environmentId);
    }
}
