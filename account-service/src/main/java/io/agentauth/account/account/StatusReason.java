// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an account has its status: the closed list that callers switch on. */
public enum StatusReason {
    /** The person withdrew the consent at the provider. */
    USER_REVOKED,
    /** The provider no longer knows the refresh token. */
    REFRESH_TOKEN_EXPIRED,
    /** The provider gave no refresh token although it gives them: the account ends with its access token. */
    NO_REFRESH_TOKEN,
    /** The provider wants to see the person. */
    INTERACTION_REQUIRED,
    /** The provider took scopes away. */
    SCOPE_REDUCED,
    /** The provider refuses the connection's client. */
    CLIENT_INVALID,
    /** The provider said so on a channel of its own. */
    PROVIDER_SIGNAL,
    /** Ended on the application's side. */
    ADMIN_DISCONNECT,
    /** It was another person. */
    VERIFICATION_MISMATCH,
    /** The application did not confirm the person in time. */
    VERIFICATION_TIMEOUT;

    /** As it is stored, sent, and carried by events. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What callers are shown of a stored word: one that this release does not know says that the grant is over, and no more. */
    @JsonCreator
    static StatusReason shown(String word) {
        for (StatusReason reason : values()) {
            if (reason.wireName().equals(word)) {
                return reason;
            }
        }
        return REFRESH_TOKEN_EXPIRED;
    }
}
