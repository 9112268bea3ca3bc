// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import io.agentauth.oauth.AuthorizationRequest;
import io.agentauth.oauth.Client;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.Pkce;
import io.agentauth.oauth.SlotTokens;
import io.agentauth.oauth.TokenAnswer;
import io.agentauth.oauth.TokenRequest;
import io.agentauth.oauth.TokenShape;
import io.agentauth.oauth.Verdict;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is said to a provider of the catalogue, and what its answers mean, by its file alone. */
record Conversation(Provider provider) {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final URI REDIRECT = URI.create("https://auth.example.com/oauth/callback/c");
    static final Client CLIENT = new Client("client-1", Sensitive.of("secret-1"), REDIRECT);

    static Conversation with(String id) {
        Provider provider = CatalogueTest.provider(id);
        Map<String, String> values = new HashMap<>(provider.usualValues());
        provider.placeholders().keySet().forEach(name -> values.putIfAbsent(name, "acme"));
        return new Conversation(provider.filledWith(values));
    }

    /** Where the browser is sent, as a connection without wishes of its own does it. */
    String consent(String... scopes) {
        Authorization asked = provider.authorization();
        return new AuthorizationRequest(
                        Objects.requireNonNull(asked.uri()),
                        CLIENT.id(),
                        asked.redirect(REDIRECT),
                        Sensitive.of("state-1"),
                        provider.scopeParameters(List.of(scopes)),
                        asked.pkce().sent(false) ? Pkce.fresh() : null,
                        null,
                        asked.parameters())
                .url(asked.names())
                .toString();
    }

    private Client client() {
        return new Client(
                CLIENT.id(), Sensitive.of("secret-1"), provider.authorization().redirect(REDIRECT));
    }

    HttpRequest exchange() {
        return TokenRequest.forCode(provider.tokenEndpoint(), client(), Sensitive.of("code-1"), null);
    }

    HttpRequest refresh() {
        return TokenRequest.forRefresh(provider.tokenEndpoint(), client(), Sensitive.of("refresh-1"));
    }

    HttpRequest identity() {
        return Objects.requireNonNull(provider.identity()).request(Sensitive.of("access-1"));
    }

    static @Nullable String plain(@Nullable Sensitive secret) {
        return secret == null ? null : secret.reveal(Reveal.TO_VERIFY);
    }

    static HttpAnswer answer(int status, String body, String... headers) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return new HttpAnswer(status, all, Sensitive.of(body.replace('\'', '"')), NOW);
    }

    /** What an answer to a code, or to the default slot's refresh token, means: mostly they look alike. */
    Verdict verdict(HttpAnswer answer) {
        return Verdict.of(answer, provider.answerToCode(), provider.errors(), provider.tooManyCalls());
    }

    Verdict verdict(int status, String body) {
        return verdict(answer(status, body));
    }

    /** Why a person is needed, if the answer says that the grant is dead. */
    Optional<String> dead(int status, String body) {
        return verdict(status, body) instanceof Verdict.GrantDead dead ? Optional.of(dead.reason()) : Optional.empty();
    }

    /** How long the provider wants to be left alone; zero where it does not say, empty where it is no refusal for too many calls. */
    Optional<Duration> limited(HttpAnswer answer) {
        return verdict(answer) instanceof Verdict.Limited limited
                ? Optional.of(Objects.requireNonNullElse(limited.after(), Duration.ZERO))
                : Optional.empty();
    }

    IdentityAnswer identity(HttpAnswer answer) {
        return Objects.requireNonNull(provider.identity()).read(answer, null, provider.tooManyCalls());
    }

    RevocationAnswer revoked(HttpAnswer answer) {
        return Objects.requireNonNull(provider.revocation()).read(answer, provider.tooManyCalls());
    }

    List<SlotTokens> toCode(String body) {
        return tokens(body, provider.answerToCode());
    }

    SlotTokens toRefresh(String slot, String body) {
        return tokens(body, provider.answerToRefresh(slot)).getFirst();
    }

    /** The one token of an answer. */
    SlotTokens token(String body) {
        return toCode(body).getFirst();
    }

    private static List<SlotTokens> tokens(String body, TokenShape shape) {
        TokenAnswer read = TokenAnswer.read(answer(200, body), shape);
        if (read instanceof TokenAnswer.Tokens tokens) {
            return tokens.slots();
        }
        throw new AssertionError("no tokens but " + read);
    }
}
