// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.support.Application;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Connections with the operator's client, and to providers of an environment's own. */
abstract class AppsAndProviders {
    private static final String ID = "custom-mine";
    private static final int AT_ONCE = 4;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** The twenty and the strictest one; with who plays each. */
    private static final Map<String, String> AT_EACH = Stream.of(
                    "gmail",
                    "google-calendar gmail",
                    "google-drive gmail",
                    "outlook",
                    "microsoft-teams outlook",
                    "microsoft-calendar outlook",
                    "onedrive outlook",
                    "slack",
                    "discord",
                    "notion",
                    "jira",
                    "asana",
                    "monday",
                    "linear",
                    "github",
                    "gitlab",
                    "bitbucket",
                    "figma",
                    "vercel",
                    "trello",
                    "emulator")
            .map(names -> names.split(" "))
            .collect(Collectors.toMap(names -> names[0], names -> names[names.length - 1]));

    @Test
    @DisplayName(
            "C5: with a managed app nothing is registered, connections share its address, and nobody is shown its client")
    void aManagedAppNeedsNoRegistration() {
        LocalStack stack = TwoOfEverythingIT.stack();
        Application first = Application.managed(stack, "emulator", "emulator");
        Application second = Application.managed(stack, "emulator", "emulator");
        String account = first.connected("managed_ada");

        assertThat(first.truth().isValid(first.token(account))).isTrue();
        JsonNode one = connection(first);
        assertThat(one.path("redirect_uri").asText())
                .isEqualTo(connection(second).path("redirect_uri").asText());
        assertThat(one.toString()).doesNotContain("local-managed").doesNotContain(Application.CLIENT_SECRET);
        String before = first.token(account);
        assertThat(first.refresh(account).status()).isEqualTo(200);
        assertThat(first.token(account)).isNotEqualTo(before);
        first.revoke(account);
    }

    @Test
    @DisplayName(
            "with the local stack's apps a first connection at each emulated provider needs no registration anywhere")
    void theLocalStackHasAnAppAtEach() {
        LocalStack stack = TwoOfEverythingIT.stack();
        assertThat(managed(stack)).containsExactlyInAnyOrderElementsOf(AT_EACH.keySet());
        try (ExecutorService side = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> runs = AT_EACH.entrySet().stream()
                    .<Future<?>>map(one -> side.submit(() -> connects(stack, one.getKey(), one.getValue())))
                    .toList();
            Assertions.assertAll(runs.stream().map(run -> () -> result(run)));
        }
    }

    private static Set<String> managed(LocalStack stack) {
        Api api = new Api(stack.baseUrl(), stack.apiKey());
        Set<String> found = new TreeSet<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = Api.require(api.get("/v1/providers?limit=100" + cursor));
            page.path("data").forEach(provider -> {
                if (provider.path("managed").asBoolean()) {
                    found.add(provider.path("id").asText());
                }
            });
            JsonNode next = page.path("next_cursor");
            cursor = next.isTextual() ? "&cursor=" + next.asText() : null;
        }
        // A guide registers one of its own meanwhile.
        found.remove("hubspot");
        return found;
    }

    private static void connects(LocalStack stack, String provider, String emulated) {
        Application application = Application.managed(stack, provider, emulated);
        String account = application.connected("first_at_" + provider);
        JsonNode handed = Api.require(application.tokenAnswer(account));
        JsonNode signed = handed.at("/fields/token");
        String token = (signed.isMissingNode() ? handed.path("access_token") : signed).asText();
        assertThat(application.truth().isValid(token)).as(provider).isTrue();
        assertThat(handed.toString()).as(provider).doesNotContain(Application.CLIENT_SECRET);
    }

    private static void result(Future<?> run) throws Throwable {
        try {
            run.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    @Test
    @DisplayName(
            "Q28 Vercel: the team that somebody installed for at Vercel is told with the account, and with each token")
    void aTeamIsAFactOfTheAccount() {
        Application application = Application.managed(TwoOfEverythingIT.stack(), "vercel", "vercel");
        String account = application.connected("team-acme");

        JsonNode read = application.read(account);

        assertThat(read.at("/facts/team_id").asText()).startsWith("team_");
        assertThat(read.at("/facts/configuration_id").asText()).startsWith("icfg_");
        assertThat(read.path("api_base_url").asText()).isEqualTo("https://api.vercel.com");
        JsonNode token = Api.require(application.tokenAnswer(account));
        assertThat(token.path("facts")).isEqualTo(read.path("facts"));
        assertThat(token.path("api_base_url")).isEqualTo(read.path("api_base_url"));
    }

    @Test
    @DisplayName("Q03 Slack: bot and person are two grants of one account, handed out and renewed apart")
    void slackGivesTwoGrants() {
        Application application =
                Application.at(TwoOfEverythingIT.stack(), "slack", List.of("chat:write", "user:search:read"));
        application.truth().switches("{'access_lifetime': 43200}");
        String account = application.connected("slack_grace");
        String bot = handed(application, account, "bot");
        String person = handed(application, account, "user");

        assertThat(bot).startsWith("xoxe.xoxb-").isEqualTo(application.token(account));
        assertThat(person).startsWith("xoxe.xoxp-");
        assertThat(application.read(account).path("missing_scopes")).isEmpty();
        await("the person's is renewed").atMost(SOON).untilAsserted(() -> {
            Answer renewed = application
                    .api()
                    .post("/v1/accounts/" + account + "/refresh", Map.of("reason", "rejected", "slot", "user"));
            assertThat(renewed.status()).as(renewed.text("code")).isEqualTo(200);
            assertThat(handed(application, account, "user")).isNotEqualTo(person);
        });
        assertThat(handed(application, account, "bot")).isEqualTo(bot);
        assertThat(application.truth().isValid(bot)).isTrue();
        assertThat(application.truth().isValid(handed(application, account, "user")))
                .isTrue();
        assertThat(application.disconnect(account).findValuesAsText("slot")).contains("bot", "user");
    }

    private static String handed(Application application, String account, String slot) {
        return Api.require(application.api().get("/v1/accounts/" + account + "/token?slot=" + slot))
                .path("access_token")
                .asText();
    }

    @Test
    @DisplayName(
            "R12: where a revocation ends all that a person gave to a client, one that others use keeps it, alone or not")
    void aManagedAppsGrantIsKeptWhereRevokingEndsAllOfThem() {
        Application application = Application.managed(TwoOfEverythingIT.stack(), "gmail", "gmail");
        String account = application.connected("managed_grace");

        assertThat(application.disconnect(account).findValuesAsText("status")).contains("kept_shared");
    }

    @Test
    @DisplayName(
            "C6: a provider of one's own is found by its issuer, connects, renews and revokes, and leads no token elsewhere")
    void aProviderOfOnesOwn() {
        Api api = new Api(
                TwoOfEverythingIT.stack().baseUrl(), TwoOfEverythingIT.stack().apiKey());
        Map<String, Object> mine = Map.of(
                "issuer",
                "https://provider.emulator.test",
                "definition",
                Map.of("id", ID, "name", "My provider", "category", "tasks", "auth_types", List.of("oauth2")));
        Map<String, Object> dry =
                Map.of("issuer", mine.get("issuer"), "definition", mine.get("definition"), "dry_run", true);
        assertThat(Api.require(api.post("/v1/providers", dry))
                        .path("dry_run")
                        .path("metadata")
                        .path("token_endpoint")
                        .asText())
                .isEqualTo("https://provider.emulator.test/token");
        assertThat(api.get("/v1/providers/" + ID).status()).isEqualTo(404);
        Api.require(api.post("/v1/providers", mine));

        Application application = Application.custom(TwoOfEverythingIT.stack(), ID);
        String account = application.connected("custom_ada");
        assertThat(application.read(account).path("provider_account").path("id").asText())
                .isNotEmpty();
        String before = application.token(account);
        assertThat(application.truth().isValid(before)).isTrue();
        assertThat(application.refresh(account).status()).isEqualTo(200);
        assertThat(application.token(account)).isNotEqualTo(before);
        Answer moved = api.patch(
                "/v1/providers/" + ID,
                Map.of("definition", Map.of("token", Map.of("endpoint", "https://gitlab.com/oauth/token"))));
        assertThat(moved.status()).isEqualTo(409);

        Api.require(api.patch("/v1/providers/" + ID, Map.of("definition", Map.of("name", "My other provider"))));
        String whileItChanged = application.token(account);
        assertThat(application.truth().isValid(whileItChanged)).isTrue();
        assertThat(application.refresh(account).status()).isEqualTo(200);
        assertThat(application.truth().isValid(application.token(account))).isTrue();
        application.revoke(account);
    }

    @Test
    @DisplayName("D1: a provider of one's own inside the house is not stored")
    void aProviderInside() {
        Api api = new Api(
                TwoOfEverythingIT.stack().baseUrl(), TwoOfEverythingIT.stack().apiKey());
        Answer refused = api.post(
                "/v1/providers",
                Map.of(
                        "definition",
                        Map.of(
                                "id",
                                "custom-inside",
                                "name",
                                "Inside",
                                "category",
                                "tasks",
                                "auth_types",
                                List.of("oauth2"),
                                "authorization",
                                Map.of("endpoint", "https://provider.emulator.test/authorize", "pkce", "none"),
                                "token",
                                Map.of(
                                        "endpoint",
                                        "https://vault.corp.internal/token",
                                        "client_authentication",
                                        "post"))));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().toString()).contains("https://vault.corp.internal/token cannot be called");
    }

    private static JsonNode connection(Application application) {
        return Api.require(application.api().get("/v1/connections/" + application.connectionId()));
    }
}
