// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint's answer means for the grant that was presented.
 *
 * <table>
 * <caption>Decided in this order</caption>
 * <tr><th>answer</th><th>verdict</th></tr>
 * <tr><td>2xx with tokens, RFC 6749 §5.1</td><td>{@link Granted}</td></tr>
 * <tr><td>429, whatever it says, and what the provider uses in its place</td><td>{@link Limited}</td></tr>
 * <tr><td>5xx, 408, whatever it says</td><td>{@link Ambiguous}: the provider may have rotated before it failed</td></tr>
 * <tr><td>an error of the provider's rules: retry, config, dead grant, in this order</td>
 *     <td>{@link TryLater}, {@link ClientRefused}, {@link GrantDead}</td></tr>
 * <tr><td>{@code invalid_grant}, RFC 6749 §5.2; {@code interaction_required} and its like, OpenID Connect Core §3.1.2.6</td>
 *     <td>{@link GrantDead}</td></tr>
 * <tr><td>{@code invalid_client}, {@code unauthorized_client}, {@code unsupported_grant_type}, RFC 6749 §5.2</td>
 *     <td>{@link ClientRefused}</td></tr>
 * <tr><td>{@code server_error}</td><td>{@link Ambiguous}</td></tr>
 * <tr><td>any other error: nobody is condemned for a word that nobody knows</td><td>{@link TryLater}</td></tr>
 * <tr><td>4xx without an error, such as a firewall's page</td><td>{@link TryLater}</td></tr>
 * <tr><td>either of the last two with {@code Retry-After}</td><td>{@link Limited}</td></tr>
 * <tr><td>2xx or 3xx that cannot be read, such as a login page</td><td>{@link Ambiguous}</td></tr>
 * </table>
 */
public sealed interface Verdict {
    /** Tokens were given. */
    record Granted(TokenAnswer.Tokens tokens) implements Verdict {}

    /**
     * The very thing that was presented is over: a person must connect again.
     *
     * @param reason of the closed list of {@code status_reason}
     */
    record GrantDead(String reason, OAuthError error) implements Verdict {}

    /** The application's registration is refused. No account is at fault. */
    record ClientRefused(OAuthError error) implements Verdict {}

    /**
     * Not now; what was presented is untouched.
     *
     * @param error what it named, if it did
     */
    record TryLater(String why, @Nullable OAuthError error) implements Verdict {}

    /**
     * Too many calls; what was presented is untouched.
     *
     * @param after how long the provider wants to be left alone, if it says
     * @param error what it named beside a time, where the status did not say already that there were too many
     */
    record Limited(@Nullable Duration after, @Nullable OAuthError error) implements Verdict {}

    /** What was presented may or may not have been used up: the rotation class decides. */
    record Ambiguous(@Nullable Duration after, String why) implements Verdict {}

    /** Reads {@code answer} and says what it means, of a provider that has a way of its own to refuse too many calls. */
    static Verdict of(HttpAnswer answer, TokenShape shape, ErrorRules rules, TooManyCalls limits) {
        TokenAnswer read = TokenAnswer.read(answer, shape);
        if (read instanceof TokenAnswer.Tokens tokens) {
            return new Granted(tokens);
        }
        if (limits.isSaidBy(answer)) {
            return new Limited(limits.pause(answer).orElse(null), null);
        }
        Duration after = answer.retryAfter().orElse(null);
        if (answer.status() >= 500 || answer.status() == 408) {
            return new Ambiguous(after, "status " + answer.status());
        }
        Verdict verdict =
                switch (read) {
                    case TokenAnswer.Tokens tokens -> new Granted(tokens);
                    case OAuthError named -> ofError(named, rules, after);
                    case TokenAnswer.Unreadable page -> ofPage(page, after);
                };
        return verdict instanceof TryLater later && after != null ? new Limited(after, later.error()) : verdict;
    }

    /** The same of a provider that refuses too many calls as RFC 6585 §4 has it. */
    static Verdict of(HttpAnswer answer, TokenShape shape, ErrorRules rules) {
        return of(answer, shape, rules, TooManyCalls.STANDARD);
    }

    private static Verdict ofPage(TokenAnswer.Unreadable page, @Nullable Duration after) {
        String why = "status " + page.status() + ": " + page.why();
        return page.status() >= 400 ? new TryLater(why, null) : new Ambiguous(after, why);
    }

    private static Verdict ofError(OAuthError error, ErrorRules rules, @Nullable Duration after) {
        if (first(rules.retry(), error).isPresent()) {
            return new TryLater(error.error(), error);
        }
        if (first(rules.config(), error).isPresent()) {
            return new ClientRefused(error);
        }
        Optional<ErrorRule> dead = first(rules.deadGrant(), error);
        if (dead.isPresent()) {
            return new GrantDead(Meaning.reason(dead.get(), error), error);
        }
        return switch (Meaning.of(error.error())) {
            case DEAD -> new GrantDead(Meaning.reason(error), error);
            case CLIENT -> new ClientRefused(error);
            case AMBIGUOUS -> new Ambiguous(after, error.error());
            case UNKNOWN -> new TryLater(error.error(), error);
        };
    }

    private static Optional<ErrorRule> first(List<ErrorRule> rules, OAuthError error) {
        return rules.stream().filter(rule -> rule.matches(error)).findFirst();
    }

    /** What the RFCs' own error codes mean. */
    enum Meaning {
        DEAD,
        CLIENT,
        AMBIGUOUS,
        UNKNOWN;

        private static final String USUAL_REASON = "refresh_token_expired";
        private static final Map<String, Meaning> OF_CODE = Map.of(
                "invalid_grant", DEAD,
                "interaction_required", DEAD,
                "login_required", DEAD,
                "consent_required", DEAD,
                "account_selection_required", DEAD,
                "invalid_client", CLIENT,
                "unauthorized_client", CLIENT,
                "unsupported_grant_type", CLIENT,
                "server_error", AMBIGUOUS);

        static Meaning of(String code) {
            return OF_CODE.getOrDefault(code, UNKNOWN);
        }

        static String reason(OAuthError error) {
            return error.error().endsWith("_required") ? "interaction_required" : USUAL_REASON;
        }

        static String reason(ErrorRule rule, OAuthError error) {
            String reason = rule.reason();
            return reason == null ? reason(error) : reason;
        }
    }
}
