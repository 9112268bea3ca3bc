// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.ids.AccountId;

/** What became of a pushed token. */
record Adopted(AccountId accountId, String slot, long generation, long version, Result result) {
    /** The four ways. Each is an answer: none of these pushes needs to come again. */
    enum Result {
        /** It is the account's token now. */
        @JsonProperty("adopted")
        ADOPTED,
        /** It, or a higher one, was here before. */
        @JsonProperty("known")
        KNOWN,
        /** Its generation has ended, a later one is in use, or nobody confirmed who consented to it. */
        @JsonProperty("lost")
        LOST,
        /** The environment has no such account. */
        @JsonProperty("unknown_account")
        UNKNOWN_ACCOUNT
    }

    static Adopted of(TokenPush push, Result result) {
        return new Adopted(push.accountId(), push.slot(), push.generation(), push.version(), result);
    }
}
