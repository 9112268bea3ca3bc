// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.oauth.ErrorRules;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.TokenShape;
import io.agentauth.oauth.TooManyCalls;
import io.agentauth.upstream.UpstreamAnswer;
import io.agentauth.vault.Sensitive;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private static final Reading READING = new Reading(TokenShape.STANDARD, ErrorRules.NONE, TooManyCalls.STANDARD);

    @Test
    @DisplayName("RFC 6749 §5.1: tokens are granted; without expires_in nobody knows their life")
    void tokensAreGranted() {
        var granted = (TokenOutcome.Granted) outcome(200, "{\"access_token\":\"a\",\"token_type\":\"bearer\"}");

        assertThat(granted.tokens()).singleElement().satisfies(token -> {
            assertThat(token.life()).isNull();
            assertThat(token.refresh()).isNull();
            assertThat(token.scopes()).isNull();
        });
    }

    @Test
    @DisplayName("RFC 6749 §5.2: invalid_grant is about what was presented, invalid_client about the application")
    void errorsAreToldApart() {
        assertThat(outcome(400, "{\"error\":\"invalid_grant\"}")).isInstanceOf(TokenOutcome.Refused.class);
        assertThat(outcome(401, "{\"error\":\"invalid_client\"}"))
                .isEqualTo(new TokenOutcome.BlamesTheApp("invalid_client"));
        assertThat(outcome(400, "{\"error\":\"never heard of\"}"))
                .isEqualTo(new TokenOutcome.Declined("never_heard_of"));
    }

    @Test
    @DisplayName("RFC 9110 §15.6: a 5xx says nothing about what was presented, whatever its body says")
    void failuresOfTheServerAreAmbiguous() {
        assertThat(outcome(500, "{\"error\":\"invalid_grant\"}"))
                .isEqualTo(new TokenOutcome.Ambiguous("status_500", null));
        assertThat(outcome(200, "<html>")).isEqualTo(new TokenOutcome.Ambiguous("status_200", null));
    }

    @Test
    @DisplayName("RFC 6585 §4: 429 leaves what was presented untouched")
    void limitsAreKept() {
        HttpAnswer answer = new HttpAnswer(429, Map.of("Retry-After", "7"), Sensitive.of("{}"), Instant.now());

        assertThat(READING.outcome(new UpstreamAnswer.Answered(answer)))
                .isEqualTo(new TokenOutcome.RateLimited(Duration.ofSeconds(7)));
    }

    @Test
    @DisplayName("An error that is named beside Retry-After is not lost")
    void theWordIsKept() {
        HttpAnswer answer = new HttpAnswer(
                400, Map.of("Retry-After", "7"), Sensitive.of("{\"error\":\"authorization_pending\"}"), Instant.now());

        assertThat(READING.outcome(new UpstreamAnswer.Answered(answer)))
                .isEqualTo(new TokenOutcome.RateLimited(Duration.ofSeconds(7), "authorization_pending"));
    }

    @Test
    void whatNeverLeftIsToldFromWhatWasLost() {
        assertThat(READING.outcome(new UpstreamAnswer.NotSent(UpstreamAnswer.Trouble.CONNECT, "refused")))
                .isEqualTo(new TokenOutcome.NotSent("connect"));
        assertThat(READING.outcome(new UpstreamAnswer.Ambiguous(UpstreamAnswer.Trouble.DEADLINE, "too long")))
                .isEqualTo(new TokenOutcome.Ambiguous("deadline", null));
    }

    private static TokenOutcome outcome(int status, String body) {
        return READING.outcome(new UpstreamAnswer.Answered(HttpAnswer.json(status, body, Instant.now())));
    }
}
