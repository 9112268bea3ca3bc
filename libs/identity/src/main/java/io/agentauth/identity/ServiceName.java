// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The services that know each other. */
public enum ServiceName {
    CALLBACK_GATEWAY,
    CONNECTION_SERVICE,
    ACCOUNT_SERVICE,
    TOKEN_REFRESHER;

    /** The name in tokens, configuration and logs, for example {@code account-service}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The service of that name. */
    public static Optional<ServiceName> find(String wireName) {
        return Arrays.stream(values())
                .filter(service -> service.wireName().equals(wireName))
                .findFirst();
    }
}
