// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import io.agentauth.emulator.grant.Asked;
import io.agentauth.emulator.profile.Clients;
import io.agentauth.emulator.profile.Profile;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Parameters;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks an authorization request: RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 9700 §2.1. */
final class AuthorizationCheck {
    private static final List<String> MORE = List.of(
            "access_type",
            "prompt",
            "login_hint",
            "login",
            "team",
            "hd",
            "audience",
            "allow_signup",
            "oauth_token",
            "expiration");

    private final Clients clients;

    /** What came of it. */
    sealed interface Result {
        record Good(Asked asked) implements Result {}

        /** The browser may be sent back with an error. */
        record SentBack(Asked asked, String error, String text) implements Result {}

        /** The client or its redirect URI is wrong, so that nobody may be sent anywhere. */
        record Refused(String text) implements Result {}
    }

    AuthorizationCheck(Clients clients) {
        this.clients = clients;
    }

    Result check(Profile profile, Call call) {
        Parameters parameters = call.parameters();
        Optional<Clients.Client> client = clients.find(profile.id(), parameters.get("client_id"));
        if (client.isEmpty()) {
            return new Result.Refused("The client is not known.");
        }
        String redirectUri = parameters.get("redirect_uri");
        if (parameters.all("redirect_uri").size() > 1
                || !isWeb(redirectUri)
                || !client.get().allows(redirectUri)) {
            return new Result.Refused("The redirect URI is not one that the client has registered.");
        }
        Asked asked = asked(profile, parameters);
        return wrong(profile, parameters, asked)
                .<Result>map(error -> new Result.SentBack(asked, error.getKey(), error.getValue()))
                .orElseGet(() -> new Result.Good(asked));
    }

    private static Asked asked(Profile profile, Parameters parameters) {
        Map<String, String> more = new HashMap<>();
        MORE.forEach(name -> parameters.find(name).ifPresent(value -> more.put(name, value)));
        return new Asked(
                profile.id(),
                parameters.get("client_id"),
                parameters.get("redirect_uri"),
                profile.scopes(parameters.get("scope")),
                profile.otherScopeParameter()
                        .map(name -> profile.scopes(parameters.get(name)))
                        .orElse(List.of()),
                parameters.find("state").orElse(null),
                parameters.find("nonce").orElse(null),
                profile.ignoresPkce() ? null : parameters.find("code_challenge").orElse(null),
                more);
    }

    private static Optional<Map.Entry<String, String>> wrong(Profile profile, Parameters parameters, Asked asked) {
        if (parameters.anyTwice()) {
            return error("invalid_request", "A parameter is there twice.");
        }
        // GitHub and Slack know one response type and do not ask for it.
        if (!parameters
                .find("response_type")
                .orElse(profile.grantTypeMayLack() ? "code" : "")
                .equals("code")) {
            return error("unsupported_response_type", "Only code.");
        }
        if (!parameters.find("response_mode").orElse("query").equals("query")) {
            return error("invalid_request", "Only response_mode=query.");
        }
        Optional<String> missing = profile.missing(parameters);
        if (missing.isPresent()) {
            return error("invalid_request", missing.get());
        }
        if (!isPkceRight(profile, parameters, asked)) {
            return error("invalid_request", "PKCE: a code_challenge of method S256 is needed.");
        }
        boolean scopesKnown = Stream.concat(asked.scopes().stream(), asked.userScopes().stream())
                .allMatch(profile::knowsScope);
        boolean anyNeeded = profile.needsAScope()
                && asked.scopes().isEmpty()
                && asked.userScopes().isEmpty();
        if (!scopesKnown || anyNeeded) {
            return error("invalid_scope", "A scope is not known, or none was asked for.");
        }
        return "none".equals(asked.more().get("prompt"))
                ? error("login_required", "Nobody is signed in.")
                : Optional.empty();
    }

    private static boolean isPkceRight(Profile profile, Parameters parameters, Asked asked) {
        String challenge = asked.challenge();
        if (challenge == null) {
            return !profile.facts().pkceRequired();
        }
        return parameters.get("code_challenge_method").equals("S256") && challenge.matches("[A-Za-z0-9_-]{43}");
    }

    private static Optional<Map.Entry<String, String>> error(String error, String text) {
        return Optional.of(Map.entry(error, text));
    }

    private static boolean isWeb(String uri) {
        try {
            URI parsed = URI.create(uri);
            return parsed.isAbsolute()
                    && parsed.getHost() != null
                    && parsed.getFragment() == null
                    && parsed.getScheme().matches("https?");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
