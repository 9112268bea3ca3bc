// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.endpoint.GrantedToken;
import io.agentauth.refresher.endpoint.TokenOutcome;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is done about an outcome. What an ambiguous one leads to is the table of docs/flows/renewal.md:
 *
 * <table>
 * <caption>After an ambiguous attempt</caption>
 * <tr><th>class</th><th>first presentation</th><th>second</th></tr>
 * <tr><td>N</td><td>{@link TryLater}</td><td>{@link TryLater}</td></tr>
 * <tr><td>G, S, U</td><td>{@link PresentAgain}</td><td>{@link TryLater}</td></tr>
 * <tr><td>R, access token alive</td><td>{@link Hold}</td><td>{@link TryLater}</td></tr>
 * <tr><td>R, access token expired</td><td>{@link PresentAgain}</td><td>{@link TryLater}</td></tr>
 * </table>
 */
sealed interface Decision {
    /** Seal and store; {@code facts} came along, unchecked. */
    record Store(GrantedToken token, Map<String, String> facts, long readAtNanos) implements Decision {}

    /** The grant is over (rule R9). */
    record Condemn(String reason) implements Decision {}

    /** Nothing is over; try again by the ladder. */
    record TryLater(Word outcome, String reason) implements Decision {}

    /** The same attempt once more, now. */
    record PresentAgain(String reason) implements Decision {}

    /** The same attempt once more, but not before the access token has expired, or the provider wants to be asked: {@code atLeast} from now. */
    record Hold(String reason, Duration atLeast, boolean untilExpiry) implements Decision {}

    /** The application is at fault (rule R10). */
    record Blame(String reason) implements Decision {}

    /** The provider wants to be left alone (rule R15). */
    record StayAway(@Nullable Duration pause) implements Decision {}

    /** What an attempt without a token came to. */
    enum Word {
        /** Nobody knows whether it was used up. */
        AMBIGUOUS,
        /** The provider answered and gave nothing. */
        DECLINED,
        /** Nothing left this machine. */
        NOT_SENT
    }

    /**
     * What stands in the way of a plain reading.
     *
     * @param rotation what becomes of a used refresh token there
     * @param presentation the how-manieth of the attempt
     * @param alive whether the access token still lives, or nobody knows its life
     */
    record Situation(RotationClass rotation, String slot, int presentation, boolean alive) {
        boolean first() {
            return presentation == 1;
        }
    }

    /** Decides. */
    static Decision of(TokenOutcome outcome, Situation situation) {
        return switch (outcome) {
            case TokenOutcome.Granted granted -> granted(granted, situation);
            case TokenOutcome.Refused refused -> refused(refused, situation);
            case TokenOutcome.BlamesTheApp blame -> new Blame(word(blame.error()));
            case TokenOutcome.RateLimited limited -> new StayAway(limited.retryAfter());
            case TokenOutcome.Declined declined -> new TryLater(Word.DECLINED, word(declined.error()));
            case TokenOutcome.NotSent notSent -> new TryLater(Word.NOT_SENT, word(notSent.reason()));
            case TokenOutcome.Ambiguous lost -> ambiguous(word(lost.reason()), lost.retryAfter(), situation);
        };
    }

    private static Decision granted(TokenOutcome.Granted granted, Situation situation) {
        return granted.tokens().stream()
                .filter(token -> token.slot().equals(situation.slot()))
                .findFirst()
                .<Decision>map(token -> new Store(token, granted.facts(), granted.readAtNanos()))
                .orElseGet(() -> ambiguous("slot_missing", null, situation));
    }

    /** Some providers refuse a good token while they are busy with it: where the class allows, the refusal is heard twice (rule R9). */
    private static Decision refused(TokenOutcome.Refused refused, Situation situation) {
        return switch (situation.rotation()) {
            case G, U -> situation.first() ? new PresentAgain(refused.reason()) : new Condemn(refused.reason());
            case N, S, R -> new Condemn(refused.reason());
        };
    }

    /** What the class allows, unless the provider asked to be left alone for a while: then the same, later (I14). */
    private static Decision ambiguous(String reason, @Nullable Duration retryAfter, Situation situation) {
        Decision later = new TryLater(Word.AMBIGUOUS, reason);
        if (!situation.first()) {
            return later;
        }
        return switch (situation.rotation()) {
            case N -> later;
            case G, S, U -> again(reason, retryAfter, false);
            case R -> again(reason, retryAfter, situation.alive());
        };
    }

    private static Decision again(String reason, @Nullable Duration retryAfter, boolean untilExpiry) {
        return retryAfter == null && !untilExpiry
                ? new PresentAgain(reason)
                : new Hold(reason, retryAfter == null ? Duration.ZERO : retryAfter, untilExpiry);
    }

    /** A reason as events and columns may carry it: a short lower-case word. */
    private static String word(String text) {
        String word = text.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String trimmed = word.substring(0, Math.min(40, word.length())).replaceAll("^_+|_+$", "");
        return trimmed.isEmpty() ? "unknown" : trimmed;
    }
}
