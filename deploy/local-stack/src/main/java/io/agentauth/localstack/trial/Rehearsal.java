// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.trial;

import io.agentauth.emulator.Emulator;
import io.agentauth.emulator.EmulatorSettings;
import io.agentauth.emulator.Players;
import io.agentauth.localstack.demo.Person;
import io.agentauth.oauth.AuthorizationRequest;
import io.agentauth.oauth.Callback;
import io.agentauth.oauth.Client;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.Pkce;
import io.agentauth.oauth.SlotTokens;
import io.agentauth.oauth.TokenRequest;
import io.agentauth.oauth.TokenShape;
import io.agentauth.oauth.Verdict;
import io.agentauth.providers.Authorization;
import io.agentauth.providers.Identity;
import io.agentauth.providers.IdentityAnswer;
import io.agentauth.providers.Placeholder;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Revocation;
import io.agentauth.providers.RevocationAnswer;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One provider's file and the emulator, from consent to revocation: each step that holds is told, the first that does not ends it. */
final class Rehearsal implements AutoCloseable {
    private static final URI REDIRECT = URI.create("https://try.example/oauth/callback/c");
    private static final Client CLIENT = new Client("try", Sensitive.of(EmulatorSettings.CLIENT_SECRET), REDIRECT);
    private static final int SECRET_BITS = 256;

    private final Provider provider;
    private final Emulator emulator;
    private final Stage stage;
    private final Consumer<String> holds;
    /** What was told of the account on the way. */
    private final Map<String, String> facts = new HashMap<>();

    /** A step did not hold; the message says which, and why. */
    static final class Broken extends RuntimeException {
        Broken(String what) {
            super(what);
        }

        Broken(String what, Throwable cause) {
            super(what, cause);
        }
    }

    private Rehearsal(Provider provider, Consumer<String> holds) {
        this.provider = provider;
        this.holds = holds;
        emulator = Emulator.start(EmulatorSettings.onPort(0));
        stage = Players.of(provider.id())
                .<Stage>map(profile -> new KnownStage(emulator, profile))
                .orElseGet(() -> new PlainStage(emulator, provider));
    }

    /** For {@code provider}, with something in each of its placeholders. {@code holds} hears of each step. */
    static Rehearsal of(Provider provider, Consumer<String> holds) {
        Map<String, String> values = new HashMap<>(provider.usualValues());
        provider.placeholders().forEach((name, placeholder) -> values.putIfAbsent(name, something(placeholder)));
        return new Rehearsal(provider.filledWith(values), holds);
    }

    /** Who plays it. */
    String player() {
        return stage.player();
    }

    void run() {
        SlotTokens granted = connect();
        identify(granted.accessToken());
        revoke(renew(granted));
    }

    private static String something(Placeholder placeholder) {
        if (!placeholder.values().isEmpty()) {
            return placeholder.values().getFirst();
        }
        if (placeholder.kind() != Placeholder.Kind.HOST) {
            return "acme";
        }
        return placeholder.within().isEmpty()
                ? "acme.example"
                : "acme." + placeholder.within().getFirst();
    }

    private SlotTokens connect() {
        Pkce pkce = provider.authorization().pkce().sent(false) ? Pkce.fresh() : null;
        URI back = person(consent(pkce));
        if (!(Callback.parse(back.getRawQuery()) instanceof Callback.Code code)) {
            throw new Broken("consent: the person did not come back with a code");
        }
        holds.accept("consent: the person comes back with a code");
        facts.putAll(provider.facts().ofCallback(code.more()));
        HttpAnswer answer = stage.ask(
                Step.CODE,
                TokenRequest.forCode(
                        provider.tokenEndpoint(), CLIENT, code.code(), pkce == null ? null : pkce.verifier()));
        SlotTokens tokens = tokens("code", answer, provider.answerToCode());
        holds.accept("code: " + words(tokens));
        return tokens;
    }

    private static URI person(URI consent) {
        try {
            return new Person("grace", _ -> {}).agree(consent, REDIRECT.toString());
        } catch (RuntimeException e) {
            throw new Broken("consent: " + e.getMessage(), e);
        }
    }

    private URI consent(@Nullable Pkce pkce) {
        Authorization asked = provider.authorization();
        return stage.consent(new AuthorizationRequest(
                        Objects.requireNonNull(asked.uri()),
                        CLIENT.id(),
                        REDIRECT,
                        Sensitive.random(SECRET_BITS),
                        provider.scopeParameters(scopes()),
                        pkce,
                        null,
                        asked.parameters())
                .url(asked.names()));
    }

    private List<String> scopes() {
        List<String> usual =
                provider.defaultScopes().isEmpty() && !provider.scopes().isEmpty()
                        ? List.of(provider.scopes().getFirst().name())
                        : provider.defaultScopes();
        return Stream.concat(usual.stream(), provider.identityScopes().stream())
                .distinct()
                .toList();
    }

    private void identify(Sensitive access) {
        Identity identity = provider.identity();
        if (identity == null || identity.endpoint() == null) {
            holds.accept("identity: there is no call, so that a reconnect by somebody else goes unnoticed");
            return;
        }
        HttpAnswer answer = stage.ask(Step.IDENTITY, identity.request(access));
        facts.putAll(provider.facts().ofIdentity(answer));
        switch (identity.read(answer, provider.issuer(), provider.tooManyCalls())) {
            case IdentityAnswer.Known known ->
                holds.accept("identity: it is " + known.account().subject());
            case IdentityAnswer.NotHeld refused ->
                throw new Broken("identity: the token is taken for dead, " + refused.why());
            case IdentityAnswer.Unsure unsure -> throw new Broken("identity: " + unsure.why());
        }
    }

    private SlotTokens renew(SlotTokens granted) {
        Sensitive refresh = granted.refreshToken();
        if (refresh == null) {
            holds.accept("refresh: there is no refresh token");
            return granted;
        }
        HttpAnswer answer = stage.ask(Step.REFRESH, TokenRequest.forRefresh(provider.tokenEndpoint(), CLIENT, refresh));
        SlotTokens renewed = tokens(
                "refresh",
                answer,
                provider.answerToRefresh(provider.defaultSlot().name()));
        holds.accept("refresh: " + words(renewed));
        return renewed.refreshToken() == null ? granted : renewed;
    }

    private void revoke(SlotTokens now) {
        Revocation revocation = provider.revocation();
        if (revocation == null || revocation.endpoint() == null) {
            holds.accept("revocation: there is none");
            return;
        }
        if (!facts.keySet().containsAll(revocation.facts())) {
            throw new Broken("revocation: nothing told " + String.join(", ", revocation.facts()));
        }
        Sensitive refresh = now.refreshToken();
        Sensitive presented =
                revocation.token() == Revocation.Presented.REFRESH && refresh != null ? refresh : now.accessToken();
        HttpAnswer answer = stage.ask(
                Step.REVOCATION,
                revocation.request(
                        CLIENT, provider.token().clientAuthentication(), presented, revocation.token(), facts));
        if (!(revocation.read(answer, provider.tooManyCalls()) instanceof RevocationAnswer.Revoked)) {
            throw new Broken("revocation: it is not done, status " + answer.status());
        }
        holds.accept("revocation: it ends the "
                + revocation.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private SlotTokens tokens(String step, HttpAnswer answer, TokenShape shape) {
        Verdict verdict = Verdict.of(answer, shape, provider.errors(), provider.tooManyCalls());
        if (verdict instanceof Verdict.Granted granted) {
            facts.putAll(provider.facts().ofAnswer(granted.tokens().facts()));
            return granted.tokens().slots().getFirst();
        }
        throw new Broken(step + ": no tokens, status " + answer.status() + ", which is taken for "
                + verdict.getClass().getSimpleName());
    }

    private static String words(SlotTokens tokens) {
        return "an access token" + (tokens.refreshToken() == null ? "" : " and a refresh token");
    }

    @Override
    public void close() {
        emulator.close();
    }
}
