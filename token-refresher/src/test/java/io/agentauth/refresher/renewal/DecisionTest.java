// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static io.agentauth.providers.RotationClass.G;
import static io.agentauth.providers.RotationClass.N;
import static io.agentauth.providers.RotationClass.R;
import static io.agentauth.providers.RotationClass.S;
import static io.agentauth.providers.RotationClass.U;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.oauth.ErrorRules;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.TokenShape;
import io.agentauth.oauth.Verdict;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.endpoint.GrantedToken;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.vault.Sensitive;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionTest {
    private static final TokenOutcome LOST = new TokenOutcome.Ambiguous("deadline", null);
    private static final TokenOutcome REFUSED = new TokenOutcome.Refused("invalid_grant", "refresh_token_expired");

    @Property
    @Label("R9: nothing is condemned by an answer of 500 and above, whatever it says")
    void neverTerminalOnServerErrors(
            @ForAll @IntRange(min = 500, max = 599) int status,
            @ForAll("bodies") String body,
            @ForAll RotationClass rotation,
            @ForAll @IntRange(min = 1, max = 2) int presentation,
            @ForAll boolean alive) {
        Verdict verdict =
                Verdict.of(HttpAnswer.json(status, body, Instant.EPOCH), TokenShape.STANDARD, ErrorRules.NONE);

        assertThat(verdict).isInstanceOf(Verdict.Ambiguous.class);
        assertThat(decide(LOST, rotation, presentation, alive)).isNotInstanceOf(Decision.Condemn.class);
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.of(
                "{\"error\":\"invalid_grant\"}",
                "<html>bad gateway</html>",
                "",
                "{",
                "{\"access_token\":\"a\"}",
                "null");
    }

    @Test
    @DisplayName("after an ambiguous attempt, class N: retry within the budget")
    void classN() {
        assertThat(decide(LOST, N, 1, true)).isInstanceOf(Decision.TryLater.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"G", "S", "U"})
    @DisplayName("after an ambiguous attempt, classes G, S and U: present again once, at once")
    void classesThatPresentAgain(RotationClass rotation) {
        assertThat(decide(LOST, rotation, 1, true)).isInstanceOf(Decision.PresentAgain.class);
        assertThat(decide(LOST, rotation, 2, true)).isInstanceOf(Decision.TryLater.class);
    }

    @Test
    @DisplayName(
            "after an ambiguous attempt, class R: hold until the access token has expired, then present again once")
    void classR() {
        assertThat(decide(LOST, R, 1, true)).isEqualTo(new Decision.Hold("deadline", Duration.ZERO, true));
        assertThat(decide(LOST, R, 1, false)).isInstanceOf(Decision.PresentAgain.class);
        assertThat(decide(LOST, R, 2, false)).isInstanceOf(Decision.TryLater.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"G", "S", "U"})
    @DisplayName("R15: an ambiguous answer with Retry-After is presented again only after it")
    void retryAfterIsKept(RotationClass rotation) {
        TokenOutcome busy = new TokenOutcome.Ambiguous("status_503", Duration.ofMinutes(3));

        assertThat(decide(busy, rotation, 1, true))
                .isEqualTo(new Decision.Hold("status_503", Duration.ofMinutes(3), false));
    }

    @Test
    @DisplayName("R9: a refusal is terminal at once for N, S and R, and on the second hearing for G and U")
    void refusals() {
        for (RotationClass rotation : List.of(N, S, R)) {
            assertThat(decide(REFUSED, rotation, 1, true)).isEqualTo(new Decision.Condemn("refresh_token_expired"));
        }
        for (RotationClass rotation : List.of(G, U)) {
            assertThat(decide(REFUSED, rotation, 1, true)).isInstanceOf(Decision.PresentAgain.class);
            assertThat(decide(REFUSED, rotation, 2, true)).isInstanceOf(Decision.Condemn.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("R10: what was not sent clears the attempt, and an error that blames the app condemns nobody")
    void notSentAndBlame(RotationClass rotation) {
        assertThat(decide(new TokenOutcome.NotSent("connect"), rotation, 1, true))
                .isEqualTo(new Decision.TryLater(Decision.Word.NOT_SENT, "connect"));
        assertThat(decide(new TokenOutcome.BlamesTheApp("invalid_client"), rotation, 1, true))
                .isEqualTo(new Decision.Blame("invalid_client"));
        assertThat(decide(new TokenOutcome.RateLimited(Duration.ofSeconds(7)), rotation, 1, true))
                .isEqualTo(new Decision.StayAway(Duration.ofSeconds(7)));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("tokens are stored; an answer without the slot's is ambiguous")
    void tokens(RotationClass rotation) {
        GrantedToken token = new GrantedToken("default", Sensitive.of("a"), null, "Bearer", null, Duration.ofHours(1));
        TokenOutcome granted = new TokenOutcome.Granted(List.of(token), null, Map.of(), 5);

        assertThat(decide(granted, rotation, 1, true)).isEqualTo(new Decision.Store(token, Map.of(), 5));
        assertThat(Decision.of(granted, new Decision.Situation(rotation, "bot", 2, true)))
                .isEqualTo(new Decision.TryLater(Decision.Word.AMBIGUOUS, "slot_missing"));
    }

    private static Decision decide(TokenOutcome outcome, RotationClass rotation, int presentation, boolean alive) {
        return Decision.of(outcome, new Decision.Situation(rotation, "default", presentation, alive));
    }
}
