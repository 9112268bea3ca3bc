// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.credential;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.ProviderAccount;
import io.agentauth.providers.Identity;
import io.agentauth.providers.IdentityAnswer;
import io.agentauth.providers.Provider;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came of trying static credentials.
 *
 * @param reason a word, where they were not taken
 * @param providerAccount whose they are, where they were
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Trial(Verdict verdict, @Nullable String reason, @Nullable ProviderAccount providerAccount) {
    /** Answers that say nothing about what was sent: too slow, too early, too often. RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4. */
    private static final Set<Integer> OTHERWISE = Set.of(408, 425, 429);

    /** What the provider made of them. */
    enum Verdict {
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
        /** Its file has no call to try them with. */
        @JsonProperty("untried")
        UNTRIED
    }

    static Trial untried() {
        return new Trial(Verdict.UNTRIED, null, null);
    }

    static Trial unanswered(String reason) {
        return new Trial(Verdict.UNANSWERED, reason, null);
    }

    /** By the provider's answer; of one that is no success, a client's error is about what was sent, and a server's is not. */
    static Trial of(Provider provider, Identity identity, HttpAnswer answer) {
        String status = "status_" + answer.status();
        boolean limited =
                OTHERWISE.contains(answer.status()) || provider.tooManyCalls().isSaidBy(answer);
        boolean aboutTheCall = !limited && (answer.status() / 100 == 2 || answer.status() / 100 == 4);
        return switch (identity.read(answer, provider.issuer(), provider.tooManyCalls())) {
            case IdentityAnswer.Known known -> new Trial(Verdict.TAKEN, null, known.account());
            case IdentityAnswer.NotHeld _ -> new Trial(Verdict.REFUSED, status, null);
            case IdentityAnswer.Unsure _ ->
                aboutTheCall ? new Trial(Verdict.DOUBTED, status, null) : unanswered(status);
        };
    }
}
