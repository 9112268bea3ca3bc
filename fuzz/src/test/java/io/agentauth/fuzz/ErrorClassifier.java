// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.RetryAfter;
import io.agentauth.oauth.Verdict;
import io.agentauth.providers.Catalogue;
import io.agentauth.providers.Provider;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What an answer means for a grant, by the rules of every provider: the first byte says whose. */
final class ErrorClassifier implements Target {
    private static final List<Provider> PROVIDERS = Catalogue.load().all();

    @Override
    public List<String> seeds() {
        return new TokenResponse().seeds().stream().map(seed -> "g" + seed).toList();
    }

    @Override
    public void read(byte[] input) {
        Provider provider = PROVIDERS.get((input.length == 0 ? 0 : input[0] & 0xff) % PROVIDERS.size());
        HttpAnswer answer =
                TokenResponse.answer(input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length));
        switch (Verdict.of(answer, provider.answerToCode(), provider.errors(), provider.tooManyCalls())) {
            case Verdict.Granted granted -> Target.require(answer.isSuccessful(), "a grant out of a failure");
            case Verdict.GrantDead dead -> {
                Target.require(
                        answer.status() < 500 && answer.status() != 408 && answer.status() != 429,
                        "a grant condemned for a failure of the server");
                Target.require(!dead.reason().isEmpty(), "a grant condemned without a reason");
            }
            case Verdict.ClientRefused refused ->
                Target.require(answer.status() < 500, "a client condemned for a failure of the server");
            case Verdict.TryLater later -> Target.require(!later.why().isEmpty(), "no reason");
            case Verdict.Limited limited -> within(limited.after());
            case Verdict.Ambiguous ambiguous -> within(ambiguous.after());
        }
    }

    private static void within(Duration pause) {
        Target.require(
                pause == null || pause.isPositive() && pause.compareTo(RetryAfter.MAX) <= 0 || pause.isZero(),
                "a pause that is none");
    }
}
