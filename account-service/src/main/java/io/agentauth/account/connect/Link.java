// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authorization as the link to it shows it.
 *
 * @param state whether it can be clicked, by the database's clock
 * @param status how the authorization is
 * @param reason why it came to nothing
 * @param asksApplication whether the person has consented, and the application has not said who it was
 * @param userVerifyUrl where the link wants that asked; null for the environment's first address
 * @param moreScopes what is asked for beyond the connection's scopes
 * @param otherPersonAllowed whether the account may become another person's at the provider
 * @param expiresAt until when it can be clicked; null for one that waits for its person however long
 */
record Link(
        AuthorizationId id,
        State state,
        String status,
        @Nullable String reason,
        Subject account,
        boolean asksApplication,
        @Nullable String redirectUrl,
        @Nullable String userVerifyUrl,
        @Nullable String appState,
        @Nullable String loginHint,
        List<String> moreScopes,
        boolean otherPersonAllowed,
        @Nullable Instant expiresAt) {
    /** Whether a link can be clicked. */
    enum State {
        READY,
        USED,
        EXPIRED,
        UNKNOWN
    }

    /** Whom it is about. */
    record Subject(
            AccountId id,
            EnvironmentId environmentId,
            ConnectionId connectionId,
            String provider,
            String identifier,
            String identifierType,
            String status,
            long generation) {}
}
