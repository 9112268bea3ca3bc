// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of an authorization when it starts.
 *
 * @param wish what the application asked for
 * @param account the account, with the generation that was handed out for this
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NewAuthorization(AuthorizationId id, Invited account, byte[] handleHash, Wish wish) {
    /** What an application may ask for. */
    record Wish(
            @Nullable String redirectUrl,
            @Nullable String userVerifyUrl,
            @Nullable String state,
            @Nullable String loginHint,
            List<String> scopes,
            boolean otherPersonAllowed) {
        static final Wish NONE = new Wish(null, null, null, null, List.of(), false);
    }

    /** An account that was given its next generation. */
    record Invited(
            AccountId id,
            EnvironmentId environmentId,
            ConnectionId connectionId,
            String provider,
            long generation,
            List<String> grantedScopes) {}
}
