// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import io.agentauth.emulator.grant.Asked;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.profile.Desk;
import io.agentauth.emulator.profile.Profile;
import io.agentauth.emulator.switches.Switchboard;
import io.agentauth.emulator.switches.Switchboard.Scope;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Hash;
import io.agentauth.emulator.wire.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The authorization endpoint (RFC 6749 §4.1.1): shows the page, takes the decision, sends the browser back. */
final class Authorizing {
    private static final String COOKIE = "emulator-browser";
    private static final int WAITING_MAX = 50_000;
    private static final String DEFAULT_USER = "person@example.test";

    private final Desk desk;
    private final Switchboard board;
    private final Map<String, Waiting> waiting = bounded();
    private final Map<String, String> lastUser = bounded();

    /** A page that was shown to a browser. */
    private record Waiting(Asked asked, String browser) {}

    Authorizing(Desk desk, Switchboard board) {
        this.desk = desk;
        this.board = board;
    }

    Reply handle(Profile profile, Call call) {
        return call.method().equals("POST") ? decide(profile, call) : show(profile, call);
    }

    private Reply show(Profile profile, Call call) {
        return switch (new AuthorizationCheck(desk.clients()).check(profile, profile.asking(call))) {
            case AuthorizationCheck.Result.Refused(var text) -> ConsentPage.problem(400, text);
            case AuthorizationCheck.Result.SentBack(var asked, var error, var text) ->
                back(profile, asked, Map.of("error", error, "error_description", text));
            case AuthorizationCheck.Result.Good(var asked) -> page(profile, asked, call);
        };
    }

    private Reply page(Profile profile, Asked asked, Call call) {
        String browser = browser(call).orElseGet(Hash::random);
        String interaction = Hash.random();
        waiting.put(interaction, new Waiting(asked, browser));
        String user = Optional.ofNullable(asked.more().get("login_hint"))
                .or(() -> Optional.ofNullable(asked.more().get("login")))
                .orElseGet(() -> lastUser.getOrDefault(browser, DEFAULT_USER));
        return ConsentPage.ask(profile, asked, new ConsentPage.Form(interaction, user, ""))
                .with("Set-Cookie", COOKIE + "=" + browser + "; Path=/; HttpOnly; SameSite=Lax");
    }

    private Reply decide(Profile profile, Call call) {
        String interaction = call.parameters().get("interaction");
        Waiting page = waiting.get(interaction);
        if (page == null
                || !page.asked().provider().equals(profile.id())
                || !browser(call).equals(Optional.of(page.browser()))) {
            return ConsentPage.problem(403, "This form is too old, was sent before, or was shown to another browser.");
        }
        String user = call.parameters().get("user_name").strip();
        boolean allowed = call.parameters().get("decision").equals("allow");
        if (allowed && (user.isEmpty() || user.length() > 200)) {
            return ConsentPage.ask(
                    profile, page.asked(), new ConsentPage.Form(interaction, DEFAULT_USER, "Enter a user name."));
        }
        waiting.remove(interaction);
        if (!allowed) {
            return back(
                    profile,
                    page.asked(),
                    Map.of("error", "access_denied", "error_description", "The person said no."));
        }
        lastUser.put(page.browser(), user);
        return allow(profile, page.asked(), new Person(user), call);
    }

    private Reply allow(Profile profile, Asked asked, Person person, Call call) {
        List<String> left = call.parameters().all("granted");
        List<String> granted = profile.isGranular()
                ? asked.scopes().stream().filter(left::contains).toList()
                : asked.scopes();
        Duration life = board.of(
                        new Scope(profile.id(), asked.clientId()),
                        profile.facts().nature())
                .codeLife();
        Code code = desk.grants().newCode(asked, person, granted, life);
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("code", code.value());
        answer.putAll(profile.callbackExtras(asked, granted));
        return back(profile, asked, answer);
    }

    private static Reply back(Profile profile, Asked asked, Map<String, String> answer) {
        Map<String, String> all = new LinkedHashMap<>(profile.back(asked, answer));
        String state = asked.state();
        if (state != null) {
            all.put("state", state);
        }
        if (profile.facts().issParameter()) {
            all.put("iss", profile.facts().issuer());
        }
        String query = all.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String uri = asked.redirectUri();
        return Reply.seeOther(uri + (uri.indexOf('?') < 0 ? "?" : "&") + query)
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "no-referrer");
    }

    private static Optional<String> browser(Call call) {
        return call.header("cookie").stream()
                .flatMap(header -> Arrays.stream(header.split(";")))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .map(cookie -> cookie.substring(COOKIE.length() + 1))
                .findFirst();
    }

    private static <T> Map<String, T> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > WAITING_MAX;
            }
        };
    }
}
