// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

/** What callers, and the owners of connections and environments, may do to an account's status. Consent and expiry come from token-refresher. */
sealed interface Change {
    /** Stop the use, keep the grant. */
    record Pause() implements Change {}

    /** Take up the use again. */
    record Resume() implements Change {}

    /** End every generation that was handed out, keep the record. */
    record Disconnect() implements Change {}

    /** The same, because the connection or the environment is gone, or all of many are revoked. */
    record Revoke() implements Change {}

    /** End every generation that was handed out, and the record with it. */
    record Delete() implements Change {}
}
