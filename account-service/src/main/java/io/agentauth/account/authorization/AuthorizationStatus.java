// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import java.util.Locale;

/** How far an authorization is. All but {@code waiting} are final, except that a late success beats {@code expired}. */
public enum AuthorizationStatus {
    /** For the person, or for the provider. */
    WAITING,
    /** The grant is in use. */
    SUCCEEDED,
    /** The person said no. */
    DENIED,
    /** Nobody came in time, or a later one was faster. */
    EXPIRED,
    /** It went wrong, or the account was ended meanwhile. */
    FAILED;

    /** As it is stored and sent. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AuthorizationStatus of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
