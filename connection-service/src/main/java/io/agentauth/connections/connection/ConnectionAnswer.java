// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.connections.connection.Connection.Settings;
import io.agentauth.ids.ConnectionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection as applications see it: never with its secret.
 *
 * @param credentials null where people enter what is needed, and where the client is the operator's
 * @param redirectUri to be registered at the provider, where the operator has not done so; null where nobody is sent there
 */
record ConnectionAnswer(
        ConnectionId id,
        String name,
        String provider,
        String authType,
        String mode,
        @Nullable Client credentials,
        List<String> scopes,
        Settings settings,
        @Nullable String redirectUri,
        Status status,
        @Nullable String statusReason,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {
    /** Whether it can be used. */
    enum Status {
        @JsonProperty("active")
        ACTIVE,
        /** Not while the provider refuses the client itself. */
        @JsonProperty("suspended")
        SUSPENDED
    }

    /** What of the credentials is no secret. An end is not there where there is none, or nobody said. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Client(String clientId, @Nullable Instant clientSecretExpiresAt, @Nullable Instant certificateExpiresAt) {
        static Client of(Connection connection) {
            Instant end = connection.credentialsExpireAt();
            return new Client(
                    connection.clientId(),
                    connection.isCertified() ? null : end,
                    connection.isCertified() ? end : null);
        }
    }

    static ConnectionAnswer of(Connection connection, String redirectUri) {
        return new ConnectionAnswer(
                connection.id(),
                connection.name(),
                connection.provider(),
                connection.authType(),
                connection.mode(),
                connection.hasClient() && connection.isOwn() ? Client.of(connection) : null,
                connection.scopes(),
                connection.settings(),
                connection.isConsented() ? redirectUri : null,
                connection.suspendedReason() == null ? Status.ACTIVE : Status.SUSPENDED,
                connection.suspendedReason(),
                connection.version(),
                connection.createdAt(),
                connection.updatedAt(),
                connection.deletedAt());
    }
}
