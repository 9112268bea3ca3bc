// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;

/** An event about the account: published in order per account and producer. */
public sealed interface AccountEvent extends AgentAuthEvent
        permits AccountActivated,
                AccountCreated,
                AccountDeleted,
                AccountDisconnected,
                AccountExpired,
                AccountExpiring,
                AccountPaused,
                AccountPolicyChanged,
                AccountResumed,
                AccountRevoked,
                AccountUpdated,
                AuthorizationCompleted,
                AuthorizationFailed,
                AuthorizationStarted,
                AuthorizationVerified,
                ProviderAccountChanged,
                RevocationFinished,
                TokenExchanged,
                TokenExpiring,
                TokenRead,
                TokenRefreshFailed,
                TokenRefreshed,
                VerificationRefused {
    /** Whom the event is about, and the key that orders it. */
    AccountId accountId();

    /** The provider's id in the catalogue. */
    String provider();

    @Override
    default Topic topic() {
        return Topic.ACCOUNTS;
    }

    @Override
    default String key() {
        return accountId().toString();
    }
}
