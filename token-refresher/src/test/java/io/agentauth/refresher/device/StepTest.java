// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.oauth.DeviceAnswer;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.refresher.exchange.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepTest {
    private static final Duration FIVE = Duration.ofSeconds(5);
    private static final Duration TEN = Duration.ofSeconds(10);

    private static Step after(TokenOutcome outcome) {
        return Step.after(outcome, FIVE, false);
    }

    @Test
    @DisplayName("RFC 8628 §3.5: a pending authorization is asked about again after the same interval")
    void pending() {
        assertThat(after(new TokenOutcome.Declined("authorization_pending")))
                .isEqualTo(new Step.Again(FIVE, FIVE, true));
        assertThat(Step.after(new TokenOutcome.Declined("authorization_pending"), FIVE, true))
                .isEqualTo(new Step.Again(FIVE, FIVE, true));
    }

    @Test
    @DisplayName("RFC 8628 §3.5: slow_down adds five seconds, for this and all that follow")
    void slower() {
        Step once = after(new TokenOutcome.Declined("slow_down"));
        assertThat(once).isEqualTo(new Step.Again(TEN, TEN, true));
        assertThat(Step.after(new TokenOutcome.Declined("slow_down"), ((Step.Again) once).interval(), false))
                .isEqualTo(new Step.Again(Duration.ofSeconds(15), Duration.ofSeconds(15), true));
    }

    @Test
    @DisplayName("RFC 8628 §3.5: too many calls slow it down, and Retry-After is kept")
    void limited() {
        assertThat(after(new TokenOutcome.RateLimited(null))).isEqualTo(new Step.Again(TEN, TEN, true));
        assertThat(after(new TokenOutcome.RateLimited(Duration.ofSeconds(3))))
                .isEqualTo(new Step.Again(TEN, TEN, true));
        assertThat(after(new TokenOutcome.RateLimited(Duration.ofMinutes(2))))
                .isEqualTo(new Step.Again(TEN, Duration.ofMinutes(2), true));
    }

    @Test
    @DisplayName("RFC 8628 §3.5: no answer in time doubles the interval, within reason")
    void doubled() {
        assertThat(after(new TokenOutcome.NotSent("timeout"))).isEqualTo(new Step.Again(TEN, TEN, true));
        assertThat(after(new TokenOutcome.Ambiguous("timeout", null))).isEqualTo(new Step.Again(TEN, TEN, false));
        assertThat(after(new TokenOutcome.Ambiguous("status_503", Duration.ofMinutes(1))))
                .isEqualTo(new Step.Again(TEN, Duration.ofMinutes(1), false));
        assertThat(after(new TokenOutcome.Declined("status_404"))).isEqualTo(new Step.Again(TEN, TEN, true));

        Duration most = DeviceAnswer.INTERVAL_MAX;
        assertThat(Step.after(new TokenOutcome.NotSent("timeout"), most.minusSeconds(1), false))
                .isEqualTo(new Step.Again(most, most, true));
        assertThat(Step.after(new TokenOutcome.NotSent("timeout"), most.plusSeconds(5), false))
                .isEqualTo(new Step.Again(most.plusSeconds(5), most.plusSeconds(5), true));
    }

    @ParameterizedTest
    @CsvSource({"access_denied, denied, access_denied", "expired_token, expired, flow_expired"})
    @DisplayName("RFC 8628 §3.5: no, and too late, whatever a provider's own rules make of the words")
    void over(String error, String status, String reason) {
        Step over = new Step.Over(new Failure(status, reason));

        for (TokenOutcome outcome : List.of(
                new TokenOutcome.Declined(error),
                new TokenOutcome.Refused(error, "user_revoked"),
                new TokenOutcome.BlamesTheApp(error))) {
            assertThat(after(outcome)).isEqualTo(over);
        }
    }

    @Test
    @DisplayName("RFC 8628 §3.5: whatever else is answered ends it as it ends the exchange of a code")
    void asAnyExchange() {
        for (TokenOutcome outcome : List.of(
                new TokenOutcome.Granted(List.of(), null, Map.of(), 0),
                new TokenOutcome.Refused("invalid_grant", "refresh_token_expired"),
                new TokenOutcome.BlamesTheApp("invalid_client"),
                new TokenOutcome.Declined("invalid_request"))) {
            assertThat(after(outcome)).as(outcome.toString()).isEqualTo(new Step.AsAnyExchange());
        }
    }

    @Test
    @DisplayName(
            "RFC 6749 §5.2: a code that is not known any more after a question without an answer may have given tokens to nobody")
    void interrupted() {
        assertThat(Step.after(new TokenOutcome.Refused("invalid_grant", "refresh_token_expired"), FIVE, true))
                .isEqualTo(new Step.Over(Failure.INTERRUPTED));
    }

    @Test
    @DisplayName("A word of the code means the same beside Retry-After, which then is of the code alone")
    void theWordCounts() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(after(new TokenOutcome.RateLimited(minute, "authorization_pending")))
                .isEqualTo(new Step.Again(FIVE, minute, true));
        assertThat(after(new TokenOutcome.RateLimited(Duration.ofSeconds(1), "authorization_pending")))
                .isEqualTo(new Step.Again(FIVE, FIVE, true));
        assertThat(after(new TokenOutcome.RateLimited(minute, "slow_down")))
                .isEqualTo(new Step.Again(TEN, minute, true));
        assertThat(after(new TokenOutcome.RateLimited(minute, "access_denied")))
                .isEqualTo(new Step.Over(Failure.DENIED));
        assertThat(after(new TokenOutcome.RateLimited(minute, "expired_token")))
                .isEqualTo(new Step.Over(Failure.EXPIRED));
        assertThat(Step.isOfTheCode(new TokenOutcome.RateLimited(minute, "slow_down")))
                .isTrue();
        assertThat(Step.isOfTheCode(new TokenOutcome.RateLimited(minute))).isFalse();
        assertThat(Step.isOfTheCode(new TokenOutcome.RateLimited(minute, "temporarily_unavailable")))
                .isFalse();
    }

    @Test
    @DisplayName("Only what is said of the code answers for an earlier question without an answer")
    void staysInterrupted() {
        for (TokenOutcome outcome : List.of(
                new TokenOutcome.RateLimited(null),
                new TokenOutcome.Declined("status_404"),
                new TokenOutcome.NotSent("connect"),
                new TokenOutcome.Ambiguous("timeout", null))) {
            assertThat(Step.after(outcome, FIVE, true))
                    .as(outcome.toString())
                    .isEqualTo(new Step.Again(TEN, TEN, false));
        }
        assertThat(Step.after(new TokenOutcome.Declined("slow_down"), FIVE, true))
                .isEqualTo(new Step.Again(TEN, TEN, true));
    }
}
