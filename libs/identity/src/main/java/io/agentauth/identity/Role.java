// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Scopes that belong together, by a name that says whom they are for. A key keeps the scopes it was made with, whatever its role means later. */
public enum Role {
    /** Reads accounts and their tokens, and changes nothing: for what acts for people. */
    AGENT("agent", Permission.ACCOUNTS_READ, Permission.TOKENS_READ),
    /** Connects people and reads their tokens: for an application's back end. */
    APPLICATION(
            "application",
            Permission.CONNECTIONS_READ,
            Permission.ACCOUNTS_READ,
            Permission.ACCOUNTS_WRITE,
            Permission.TOKENS_READ,
            Permission.EVENTS_READ),
    /** Sees what is there and what happens to it, and no secret: for dashboards and support. */
    VIEWER("viewer", Permission.CONNECTIONS_READ, Permission.ACCOUNTS_READ, Permission.EVENTS_READ),
    /** A viewer who also reads the audit trail. */
    AUDITOR(
            "auditor",
            Permission.CONNECTIONS_READ,
            Permission.ACCOUNTS_READ,
            Permission.EVENTS_READ,
            Permission.AUDIT_READ),
    /** Everything, its environment and its keys included. */
    ADMINISTRATOR("administrator", Permission.values());

    private final String wireName;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of cannot be changed
    private final Set<Permission> permissions;

    Role(String wireName, Permission... permissions) {
        this.wireName = wireName;
        this.permissions = Set.of(permissions);
    }

    /** The name in a key's {@code role}. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** What it may do. */
    public Set<Permission> permissions() {
        return EnumSet.copyOf(permissions);
    }

    /** The role of that name. */
    public static Optional<Role> find(String wireName) {
        return Arrays.stream(values())
                .filter(role -> role.wireName.equals(wireName))
                .findFirst();
    }

    /** The role that is exactly these. */
    public static Optional<Role> of(Collection<Permission> permissions) {
        return Arrays.stream(values())
                .filter(role -> role.permissions.equals(Set.copyOf(permissions)))
                .findFirst();
    }
}
