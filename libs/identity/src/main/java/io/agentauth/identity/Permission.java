// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** What an API key may do. None implies another. */
public enum Permission {
    CONNECTIONS_READ("connections:read"),
    CONNECTIONS_WRITE("connections:write"),
    ACCOUNTS_READ("accounts:read"),
    ACCOUNTS_WRITE("accounts:write"),
    TOKENS_READ("tokens:read"),
    EVENTS_READ("events:read"),
    AUDIT_READ("audit:read"),
    /** The environment itself and its keys. */
    ADMIN("admin");

    private final String wireName;

    Permission(String wireName) {
        this.wireName = wireName;
    }

    /** The name in a key's {@code scopes} and in tokens. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** The permission of that name. */
    public static Optional<Permission> find(String wireName) {
        return Arrays.stream(values())
                .filter(permission -> permission.wireName.equals(wireName))
                .findFirst();
    }
}
