// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.oauth.ErrorRules;
import io.agentauth.oauth.OAuthError;
import io.agentauth.oauth.SlotTokens;
import io.agentauth.oauth.TokenAnswer;
import io.agentauth.oauth.TokenShape;
import io.agentauth.oauth.TooManyCalls;
import io.agentauth.oauth.Verdict;
import io.agentauth.upstream.UpstreamAnswer;
import io.agentauth.upstream.UpstreamAnswer.Answered;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of a request to a token endpoint, as an outcome. Pure. */
record Reading(TokenShape shape, ErrorRules rules, TooManyCalls limits) {
    private static final int WORD_MAX = 40;

    TokenOutcome outcome(UpstreamAnswer answer) {
        return switch (answer) {
            case Answered answered ->
                outcome(
                        Verdict.of(answered.answer(), shape, rules, limits),
                        answered.answer().status());
            case UpstreamAnswer.NotSent unsent ->
                new TokenOutcome.NotSent(word(unsent.trouble().name()));
            case UpstreamAnswer.Ambiguous lost ->
                new TokenOutcome.Ambiguous(word(lost.trouble().name()), null);
        };
    }

    private static TokenOutcome outcome(Verdict verdict, int status) {
        return switch (verdict) {
            case Verdict.Granted granted -> granted(granted.tokens());
            case Verdict.GrantDead dead ->
                new TokenOutcome.Refused(word(dead.error().error()), dead.reason());
            case Verdict.ClientRefused refused ->
                new TokenOutcome.BlamesTheApp(word(refused.error().error()));
            case Verdict.TryLater later -> new TokenOutcome.Declined(named(later.error(), status));
            case Verdict.Limited limited -> new TokenOutcome.RateLimited(limited.after(), named(limited.error()));
            case Verdict.Ambiguous lost -> new TokenOutcome.Ambiguous("status_" + status, lost.after());
        };
    }

    private static TokenOutcome granted(TokenAnswer.Tokens tokens) {
        List<GrantedToken> granted =
                tokens.slots().stream().map(Reading::granted).toList();
        return new TokenOutcome.Granted(granted, tokens.idToken(), tokens.facts(), System.nanoTime());
    }

    private static GrantedToken granted(SlotTokens tokens) {
        Set<String> scopes = tokens.scopes();
        return new GrantedToken(
                tokens.slot(),
                tokens.accessToken(),
                tokens.refreshToken(),
                tokens.tokenType(),
                scopes == null ? null : List.copyOf(scopes),
                tokens.life());
    }

    private static String named(@Nullable OAuthError error, int status) {
        String named = named(error);
        return named == null ? "status_" + status : named;
    }

    private static @Nullable String named(@Nullable OAuthError error) {
        return error == null ? null : word(error.error());
    }

    /** Nothing but a short word leaves here: what a provider says may be anything. */
    static String word(String said) {
        String word = said.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.-]+", "_");
        return word.length() > WORD_MAX ? word.substring(0, WORD_MAX) : word;
    }
}
