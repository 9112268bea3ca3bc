// SPDX-License-Identifier: Apache-2.0
package io.agentauth.ids;

import java.util.UUID;

/** Any id of ours, for code that only needs the UUID (a SQL parameter, a sort). */
public sealed interface Id
        permits AccountId,
                ApiKeyId,
                AttemptId,
                AuthorizationId,
                ConnectionId,
                EnvironmentId,
                EventId,
                GrantId,
                RevocationId {
    /** The UUIDv7 that is stored. */
    UUID value();
}
