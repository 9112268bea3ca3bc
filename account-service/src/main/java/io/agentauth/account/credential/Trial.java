// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.credential;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.account.adoption.AdoptCredentials.Whose;
import org.jspecify.annotations.Nullable;

/**
 * What came of trying static credentials, as token-refresher says.
 *
 * @param reason a word, where they were not taken
 * @param providerAccount whose they are, where the provider says so
 */
public record Trial(Verdict verdict, @Nullable String reason, @Nullable Whose providerAccount) {
    /** What the provider made of them. */
    public enum Verdict {
        /** It took them. */
        @JsonProperty("taken")
        TAKEN,
        /** It does not know them, or not any more. */
        @JsonProperty("refused")
        REFUSED,
        /** It did not take the call, and did not say that it is for these. */
        @JsonProperty("doubted")
        DOUBTED,
        /** It could not be asked, or had no answer. */
        @JsonProperty("unanswered")
        UNANSWERED,
        /** There is no call to try them with. */
        @JsonProperty("untried")
        UNTRIED
    }
}
