// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.device;

import io.agentauth.oauth.DeviceAnswer;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.refresher.exchange.Failure;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an answer to a device code.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.5">RFC 8628 §3.5</a>
 */
sealed interface Step {
    /**
     * It is asked again.
     *
     * @param interval how long to wait between two questions from now on
     * @param pause how long before the next one
     * @param answered whether no question is left open: the provider said something of the code, or this one gave nothing and none before is open
     */
    record Again(Duration interval, Duration pause, boolean answered) implements Step {}

    /** It came to nothing, for a reason that is this flow's own. */
    record Over(Failure why) implements Step {}

    /** It came to what the answer to an authorization code would have come to. */
    record AsAnyExchange() implements Step {}

    /** RFC 8628 §3.5: {@code slow_down} adds so much, for good. */
    Duration SLOWER = Duration.ofSeconds(5);

    /** What RFC 8628 §3.5 adds to the errors of a token endpoint. */
    Set<String> WORDS = Set.of("authorization_pending", "slow_down", "access_denied", "expired_token");

    /**
     * Decides.
     *
     * @param interval what was to be waited between two questions
     * @param interrupted whether an earlier question was never answered: then a code that is not known any more may have given tokens, to nobody
     */
    static Step after(TokenOutcome outcome, Duration interval, boolean interrupted) {
        return switch (word(outcome)) {
            case "authorization_pending" -> new Again(interval, longer(interval, asked(outcome)), true);
            case "slow_down" -> slower(interval, asked(outcome), true);
            case "access_denied" -> new Over(Failure.DENIED);
            case "expired_token" -> new Over(Failure.EXPIRED);
            default -> other(outcome, interval, interrupted);
        };
    }

    /** Whether a word of §3.5 was named: it is of one code, and a {@code Retry-After} beside it is, too. */
    static boolean isOfTheCode(TokenOutcome outcome) {
        return WORDS.contains(word(outcome));
    }

    private static Step other(TokenOutcome outcome, Duration interval, boolean interrupted) {
        return switch (outcome) {
            case TokenOutcome.Granted _, TokenOutcome.BlamesTheApp _ -> new AsAnyExchange();
            case TokenOutcome.Refused _ -> interrupted ? new Over(Failure.INTERRUPTED) : new AsAnyExchange();
            case TokenOutcome.RateLimited limited -> slower(interval, limited.retryAfter(), !interrupted);
            // A page that names no error, such as a firewall's, says nothing of the code. An error that nobody knows
            // ends it: §3.5. Where nothing is said of the code, an earlier question stays as unanswered as it was.
            case TokenOutcome.Declined declined ->
                declined.error().startsWith("status_") ? doubled(interval, null, !interrupted) : new AsAnyExchange();
            case TokenOutcome.NotSent _ -> doubled(interval, null, !interrupted);
            case TokenOutcome.Ambiguous lost -> doubled(interval, lost.retryAfter(), false);
        };
    }

    private static Again slower(Duration interval, @Nullable Duration asked, boolean answered) {
        Duration slower = interval.plus(SLOWER);
        return new Again(slower, longer(slower, asked), answered);
    }

    /** §3.5: no answer in time doubles what is waited, as far as that makes sense. */
    private static Again doubled(Duration interval, @Nullable Duration asked, boolean answered) {
        Duration twice = interval.multipliedBy(2);
        Duration most = twice.compareTo(DeviceAnswer.INTERVAL_MAX) < 0 ? twice : DeviceAnswer.INTERVAL_MAX;
        Duration next = longer(interval, most);
        return new Again(next, longer(next, asked), answered);
    }

    private static Duration longer(Duration one, @Nullable Duration other) {
        return other == null || one.compareTo(other) > 0 ? one : other;
    }

    private static @Nullable Duration asked(TokenOutcome outcome) {
        return outcome instanceof TokenOutcome.RateLimited limited ? limited.retryAfter() : null;
    }

    /** The error that was named, whatever it means elsewhere. */
    private static String word(TokenOutcome outcome) {
        return switch (outcome) {
            case TokenOutcome.Refused refused -> refused.error();
            case TokenOutcome.BlamesTheApp blame -> blame.error();
            case TokenOutcome.Declined declined -> declined.error();
            case TokenOutcome.RateLimited limited -> Objects.requireNonNullElse(limited.error(), "");
            case TokenOutcome.Granted _, TokenOutcome.NotSent _, TokenOutcome.Ambiguous _ -> "";
        };
    }
}
