// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.oauth.DpopKey;
import io.agentauth.vault.Sensitive;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What one presentation at a token endpoint came to. {@code reason} and {@code error} are stable words, never a provider's text. */
public sealed interface TokenOutcome {
    /**
     * Tokens.
     *
     * @param tokens one a slot that the answer holds
     * @param idToken the ID token that came along, unchecked
     * @param facts what else came along that the provider's file names, unchecked
     * @param readAtNanos {@link System#nanoTime} when the answer was read
     */
    record Granted(List<GrantedToken> tokens, @Nullable Sensitive idToken, Map<String, String> facts, long readAtNanos)
            implements TokenOutcome {}

    /**
     * A definitive answer about the very thing that was presented: it is not, or no longer, good (rule R9).
     *
     * @param reason of the closed list of {@code status_reason}
     */
    record Refused(String error, String reason) implements TokenOutcome {}

    /** The provider blames the application's registration; no account is at fault (rule R10). */
    record BlamesTheApp(String error) implements TokenOutcome {}

    /**
     * The provider asks to stay away, for so long if it says; what was presented is untouched.
     *
     * @param error what it named beside, where its status alone does not say that there were too many calls
     */
    record RateLimited(@Nullable Duration retryAfter, @Nullable String error) implements TokenOutcome {
        /** Where the status says it. */
        public RateLimited(@Nullable Duration retryAfter) {
            this(retryAfter, null);
        }
    }

    /** An answer that neither grants nor condemns: tried again later; what was presented is untouched. */
    record Declined(String error) implements TokenOutcome {}

    /** Nothing left this machine: name, connection, TLS, pool, address guard. What was to be presented is untouched. */
    record NotSent(String reason) implements TokenOutcome {}

    /** It was sent, and nobody can say what the provider made of it: time-out, reset, cut-off or unreadable answer, 5xx. */
    record Ambiguous(String reason, @Nullable Duration retryAfter) implements TokenOutcome {}

    /** The same where the token that it has is its own refresh token. */
    default TokenOutcome renewingItself() {
        return each(GrantedToken::renewingItself);
    }

    /** The same as the answer to a request that proved {@code key}. */
    default TokenOutcome boundTo(DpopKey key) {
        return each(token -> token.boundTo(key));
    }

    private TokenOutcome each(UnaryOperator<GrantedToken> change) {
        return this instanceof Granted granted
                ? new Granted(
                        granted.tokens().stream().map(change).toList(),
                        granted.idToken(),
                        granted.facts(),
                        granted.readAtNanos())
                : this;
    }

    /** The same where it came of {@code first}, which tells what this does not. */
    default TokenOutcome following(Granted first) {
        if (!(this instanceof Granted granted)) {
            return this;
        }
        Map<String, String> facts = new HashMap<>(first.facts());
        facts.putAll(granted.facts());
        GrantedToken shorter = first.tokens().getFirst();
        return new Granted(
                granted.tokens().stream().map(token -> token.following(shorter)).toList(),
                first.idToken(),
                facts,
                granted.readAtNanos());
    }

    /**
     * The same as the answer to an order: what asks again is the order, whatever came along (RFC 6749 §4.4.3), and scopes that the answer does not
     * name are as asked for. Its refusal is the provider's word that whoever it is for is not there, or does not want it.
     */
    default TokenOutcome toOrder(Sensitive order, List<String> asked) {
        return switch (this) {
            case Granted granted ->
                new Granted(
                        granted.tokens().stream()
                                .map(token -> token.toOrder(order, asked))
                                .toList(),
                        null,
                        granted.facts(),
                        granted.readAtNanos());
            case Refused refused -> new Refused(refused.error(), "user_revoked");
            case BlamesTheApp _, RateLimited _, Declined _, NotSent _, Ambiguous _ -> this;
        };
    }
}
