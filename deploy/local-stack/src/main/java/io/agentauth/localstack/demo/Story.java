// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.localstack.Pause;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.demo.Subscriber.Event;
import io.agentauth.localstack.demo.Transcript.NotHeld;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The product's main job from an API key to a revocation receipt, through the public door. Each step must hold for the next. */
final class Story {
    private static final String CLIENT_SECRET = "emulator-client-secret";
    private static final Duration RENEWALS_MAX = Duration.ofSeconds(75);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final int RENEWALS = 2;
    private static final String READS = "agent-auth.access.v1";

    private final Scene scene;
    private final Transcript transcript;
    private final ProviderApi provider;
    private Api api;

    Story(Scene scene, Transcript transcript) {
        this.scene = scene;
        this.transcript = transcript;
        this.provider = new ProviderApi(scene.emulatorUrl());
        this.api = new Api(scene.baseUrl(), scene.installationKey());
    }

    /**
     * Tells it.
     *
     * @throws NotHeld at the first step that did not hold
     */
    void tell() {
        if (scene.kafka().isPresent()) {
            try (Subscriber subscriber = new Subscriber(scene.kafka().get())) {
                People people = lives();
                events(subscriber, people.person(), people.organisation());
            }
        } else {
            trail(lives().person());
        }
    }

    private record People(String person, String organisation) {}

    private People lives() {
        apiKey();
        String connection = connection();
        String person = account(connection, "user_123", "user_id");
        connect(person, "user_123");
        token(person);
        renewals(person);
        String organisation = account(connection, "org_456", "org_id");
        connect(organisation, "an administrator of org_456");
        token(organisation);
        disconnect(person);
        return new People(person, organisation);
    }

    private void apiKey() {
        transcript.chapter("An API key");
        Api operator = new Api(scene.baseUrl(), scene.installationKey());
        JsonNode made = Api.require(operator.post(
                "/v1/api-keys",
                Map.of(
                        "name", "demo",
                        "environment_id", scene.environmentId(),
                        "scopes",
                                List.of(
                                        "connections:read",
                                        "connections:write",
                                        "accounts:read",
                                        "accounts:write",
                                        "tokens:read",
                                        "events:read"))));
        String key = made.path("key").asText();
        transcript.check(
                !key.isEmpty(),
                "POST /v1/api-keys → " + made.path("id").asText() + ", shown once",
                "the new API key was not shown");
        api = new Api(scene.baseUrl(), key);
        Answer wrong = new Api(scene.baseUrl(), "not-a-key").get("/v1/connections");
        transcript.check(
                wrong.status() == 401,
                "a wrong key is answered 401 " + wrong.text("code"),
                "a wrong key was answered " + wrong.status());
    }

    private String connection() {
        transcript.chapter("A connection: the application's registration at the provider");
        JsonNode made = Api.require(api.post(
                "/v1/connections",
                Map.of(
                        "provider",
                        "emulator",
                        "auth_type",
                        "oauth2",
                        "credentials",
                        Map.of("client_id", "demo-client", "client_secret", CLIENT_SECRET),
                        "scopes",
                        List.of("openid", "email", "messages:send"))));
        String id = made.path("id").asText();
        transcript.held("POST /v1/connections → " + id);
        transcript.detail(
                "redirect URI to register: " + made.path("redirect_uri").asText());
        transcript.check(
                !made.toString().contains(CLIENT_SECRET)
                        && !Api.require(api.get("/v1/connections/" + id))
                                .toString()
                                .contains(CLIENT_SECRET),
                "the client secret is write-only: no answer has it",
                "the client secret came back in an answer");
        return id;
    }

    private String account(String connection, String identifier, String type) {
        transcript.chapter("An account for " + identifier + " (" + type + ")");
        Map<String, String> wanted =
                Map.of("connection_id", connection, "identifier", identifier, "identifier_type", type);
        Answer made = api.post("/v1/accounts", wanted);
        String id = Api.require(made).path("id").asText();
        transcript.check(
                made.status() == 201 && made.text("status").equals("pending_auth"),
                "POST /v1/accounts → " + id + ", pending_auth",
                "a new account was answered " + made.status() + " with status " + made.text("status"));
        Answer again = api.post("/v1/accounts", wanted);
        transcript.check(
                again.status() == 200 && again.text("id").equals(id),
                "the same request again gives the same account",
                "the same request again was answered " + again.status() + " with " + again.text("id"));
        return id;
    }

    private void connect(String account, String who) {
        transcript.chapter("Consent");
        JsonNode link = Api.require(api.post(
                "/v1/accounts/" + account + "/auth-url", Map.of("redirect_url", Scene.HOME, "state", "from-the-demo")));
        transcript.held("POST /v1/accounts/…/auth-url → a link that lives until "
                + link.path("expires_at").asText());
        URI back = new Person(who, transcript::detail)
                .agree(URI.create(link.path("url").asText()), Scene.HOME);
        Map<String, String> query = query(back);
        transcript.check(
                account.equals(query.get("account_id"))
                        && "active".equals(query.get("status"))
                        && "from-the-demo".equals(query.get("state")),
                "back at the application: status=active, account and state as they were given",
                "the application was called back with " + query.keySet() + ", status " + query.get("status"));
        JsonNode read = Api.require(api.get("/v1/accounts/" + account));
        transcript.check(
                "active".equals(read.path("status").asText()),
                "GET /v1/accounts/… → active" + providerAccount(read),
                "after consent the account is " + read.path("status").asText());
    }

    private static String providerAccount(JsonNode account) {
        String email = account.path("provider_account").path("email").asText("");
        return email.isEmpty() ? "" : ", " + email + " at the provider";
    }

    private void token(String account) {
        transcript.chapter("A token, handed out and used");
        JsonNode token = readToken(account);
        transcript.held(
                "GET /v1/accounts/…/token → " + token.path("token_type").asText() + ", " + left(token) + " s left");
        int status = provider.statusFor(token.path("access_token").asText());
        transcript.check(
                status == 200,
                "the provider's API takes it: GET " + provider + " → 200",
                "the provider's API answered the token with " + status);
    }

    private void renewals(String account) {
        transcript.chapter("The token expires, and is renewed ahead of time");
        JsonNode held = readToken(account);
        long deadline = System.nanoTime() + RENEWALS_MAX.toNanos();
        int renewed = 0;
        while (renewed < RENEWALS) {
            if (System.nanoTime() > deadline) {
                throw new NotHeld(
                        "after " + RENEWALS_MAX.toSeconds() + " s the token was renewed " + renewed + " times");
            }
            pause();
            JsonNode now = readToken(account);
            if (!now.path("access_token").equals(held.path("access_token"))) {
                renewed++;
                long left = left(held);
                transcript.check(
                        isAlive(held),
                        "renewed while the old one had " + left + " s left",
                        "the token was renewed only after it had expired");
                int status = provider.statusFor(now.path("access_token").asText());
                transcript.check(
                        status == 200,
                        "the new one works at the provider, " + left(now) + " s left",
                        "the provider's API answered the renewed token with " + status);
                held = now;
            } else if (!isAlive(now)) {
                throw new NotHeld("an expired token was handed out");
            }
        }
    }

    private JsonNode readToken(String account) {
        return Api.require(api.get("/v1/accounts/" + account + "/token"));
    }

    private void disconnect(String account) {
        transcript.chapter("Disconnect, with a receipt");
        JsonNode last = readToken(account);
        JsonNode receipt = Api.require(api.post("/v1/accounts/" + account + "/disconnect", Map.of()));
        transcript.check(
                receipt.toString().contains("\"revoked\""),
                "POST /v1/accounts/…/disconnect → revoked at the provider",
                "the receipt does not say revoked: " + receipt.path("receipt") + receipt.path("receipts"));
        Answer read = api.get("/v1/accounts/" + account + "/token");
        transcript.check(
                read.status() == 409,
                "no token is handed out any more: 409 " + read.text("code"),
                "after the disconnect a token read was answered " + read.status());
        int status = provider.statusFor(last.path("access_token").asText());
        transcript.check(
                status == 401,
                "the provider refuses the last token: 401",
                "the provider answered the revoked token with " + status);
    }

    /** Without Kafka within reach: what the API says of the account. */
    private void trail(String account) {
        transcript.chapter("The account's events, over the API");
        Set<String> wanted = new HashSet<>(Set.of("account-created", "account-activated", "account-disconnected"));
        // One page: its cursor is for what happens later, and so there always is one.
        JsonNode events = Api.require(api.get("/v1/accounts/" + account + "/events?limit=100"))
                .path("data");
        events.forEach(event -> {
            String type = event.path("type").asText();
            transcript.detail(type);
            wanted.removeIf(type::contains);
        });
        transcript.check(wanted.isEmpty(), events.size() + " events", "the account's events lack " + wanted);
    }

    private void events(Subscriber subscriber, String person, String organisation) {
        transcript.chapter("Every event, as a plain subscriber reads it from Kafka");
        List<Event> read = subscriber.readUntil(
                events -> has(
                                events,
                                person,
                                "token-exchanged",
                                "account-activated",
                                "account-disconnected",
                                "revocation-finished")
                        && count(events, person, "token-refreshed") >= RENEWALS
                        && has(events, organisation, "account-created", "account-activated"),
                Duration.ofSeconds(30));
        tell(read);
        transcript.held(read.size() + " events");
        gapless(read);
        transcript.check(
                read.stream()
                        .noneMatch(event -> event.data().contains(CLIENT_SECRET)
                                || event.data().contains("access_token\"")),
                "none holds a secret",
                "an event holds a secret");
    }

    /** A line an event; many reads of one token in a row are one line. */
    private void tell(List<Event> events) {
        for (int from = 0; from < events.size(); ) {
            Event event = events.get(from);
            int to = from + 1;
            while (isRead(event)
                    && to < events.size()
                    && isRead(events.get(to))
                    && events.get(to).subject().equals(event.subject())) {
                to++;
            }
            transcript.detail(String.format(
                    "%-28s %-31s %4d  %s%s",
                    event.type().replaceFirst("^agent-auth\\.", ""),
                    event.subject(),
                    event.sequence(),
                    event.source(),
                    to - from > 1 ? "  (" + (to - from) + " in a row)" : ""));
            from = to;
        }
    }

    private static boolean isRead(Event event) {
        return event.topic().equals(READS);
    }

    /** Per source and subject the sequence of changes counts from 1; copies are allowed. That of reads only grows. */
    private void gapless(List<Event> events) {
        Map<String, Set<Long>> seen = new LinkedHashMap<>();
        for (Event event : events.stream().filter(event -> !isRead(event)).toList()) {
            Set<Long> before = seen.computeIfAbsent(event.source() + " " + event.subject(), _ -> new HashSet<>());
            long next = before.size() + 1L;
            if (!before.contains(event.sequence()) && event.sequence() != next) {
                throw new NotHeld("of " + event.subject() + " from " + event.source() + ", sequence " + next
                        + " was expected and " + event.sequence() + " came");
            }
            before.add(event.sequence());
        }
        transcript.held("each subject's sequence of changes counts from 1 without a gap");
    }

    private static boolean has(List<Event> events, String subject, String... types) {
        return List.of(types).stream().allMatch(type -> count(events, subject, type) > 0);
    }

    private static long count(List<Event> events, String subject, String type) {
        return events.stream()
                .filter(event -> event.subject().equals(subject) && event.type().equals("agent-auth." + type + ".v1"))
                .map(Event::id)
                .distinct()
                .count();
    }

    private static boolean isAlive(JsonNode token) {
        return Instant.parse(token.path("expires_at").asText()).isAfter(Instant.now());
    }

    private static long left(JsonNode token) {
        return Duration.between(
                        Instant.now(), Instant.parse(token.path("expires_at").asText()))
                .toSeconds();
    }

    private static Map<String, String> query(URI uri) {
        return List.of(uri.getQuery().split("&")).stream()
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length == 2 ? pair[1] : ""));
    }

    private static void pause() {
        try {
            Pause.of(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotHeld("interrupted", e);
        }
    }
}
