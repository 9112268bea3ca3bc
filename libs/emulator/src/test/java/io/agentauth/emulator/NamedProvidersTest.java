// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.emulator.wire.Parameters;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What Gmail, GitHub and Slack do otherwise than the RFCs. */
class NamedProvidersTest {
    private static final String SEND = "https://www.googleapis.com/auth/gmail.send";
    private static Emulator emulator;

    @BeforeAll
    static void start() {
        emulator = Emulator.start(EmulatorSettings.onPort(0));
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }

    private static Map<String, String> with(Map<String, String> base, String... more) {
        Map<String, String> all = new HashMap<>(base);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    @Nested
    class Gmail {
        private final String clientId = fresh();
        private final Customer accounts = new Customer(emulator, "gmail", "https://accounts.google.com", clientId);
        private final Customer oauth2 = new Customer(emulator, "gmail", "https://oauth2.googleapis.com", clientId);

        private JsonNode connect(String... more) {
            Map<String, String> request = with(accounts.authorization(), "scope", "openid email " + SEND);
            Parameters callback = accounts.consent(with(request, more), "/o/oauth2/v2/auth", "allow");
            return Customer.json(oauth2.post("/token", oauth2.exchange(callback.get("code")), oauth2.basic()));
        }

        @Test
        void aRefreshTokenComesOnlyWhenAccessIsOffline() {
            assertThat(connect().has("refresh_token")).isFalse();
            assertThat(connect("access_type", "offline").has("refresh_token")).isFalse();
            assertThat(connect("access_type", "offline", "prompt", "consent").has("refresh_token"))
                    .isTrue();
        }

        @Test
        void shortScopeNamesComeBackLong() {
            assertThat(connect().get("scope").asText().split(" "))
                    .containsExactlyInAnyOrder("openid", "https://www.googleapis.com/auth/userinfo.email", SEND);
        }

        @Test
        void theRefreshTokenStays() {
            String refresh =
                    connect("access_type", "offline").get("refresh_token").asText();
            JsonNode first = Customer.json(oauth2.refresh(refresh));
            HttpResponse<String> second = oauth2.refresh(refresh);

            assertThat(first.has("refresh_token")).isFalse();
            assertThat(second.statusCode()).isEqualTo(200);
        }

        @Test
        void eitherTokenRevokesTheWholeGrantWithoutTheClient() {
            JsonNode first = connect("access_type", "offline");
            JsonNode second = connect();
            Map<String, String> token =
                    Map.of("token", second.get("access_token").asText());

            assertThat(oauth2.post("/revoke", token).statusCode()).isEqualTo(200);
            assertThat(oauth2.post("/revoke", token).statusCode()).isEqualTo(400);
            assertThat(Customer.json(oauth2.refresh(first.get("refresh_token").asText()))
                            .get("error")
                            .asText())
                    .isEqualTo("invalid_grant");
        }

        @Test
        void sendingMailDoesNotTellWhoseTheMailboxIs() {
            String[] bearer = {
                "Authorization", "Bearer " + connect().get("access_token").asText()
            };
            Customer gmail = new Customer(emulator, "gmail", "https://gmail.googleapis.com", clientId);
            Customer openid = new Customer(emulator, "gmail", "https://openidconnect.googleapis.com", clientId);

            assertThat(gmail.get("/gmail/v1/users/me/profile", Map.of(), bearer).statusCode())
                    .isEqualTo(403);
            assertThat(Customer.json(openid.get("/v1/userinfo", Map.of(), bearer))
                            .get("email")
                            .asText())
                    .isEqualTo("person@example.test");
        }
    }

    @Nested
    class GitHub {
        private static final String[] JSON = {"Accept", "application/json"};
        private final String clientId = fresh();
        private final Customer github = new Customer(emulator, "github", "https://github.com", clientId);
        private final Customer api = new Customer(emulator, "github", "https://api.github.com", clientId);

        private Map<String, String> exchange() {
            Map<String, String> request = with(github.authorization(), "scope", "repo public_repo user:email");
            String code =
                    github.consent(request, "/login/oauth/authorize", "allow").get("code");
            return with(github.exchange(code), "client_id", clientId, "client_secret", EmulatorSettings.CLIENT_SECRET);
        }

        @Test
        void theAnswerIsAFormUnlessJsonIsAskedFor() {
            HttpResponse<String> form = github.post("/login/oauth/access_token", exchange());
            HttpResponse<String> json = github.post("/login/oauth/access_token", exchange(), JSON);

            assertThat(Parameters.form(form.body()).get("access_token")).startsWith("gho_");
            assertThat(Customer.json(json).get("scope").asText()).isEqualTo("repo,user:email");
            assertThat(Customer.json(json).has("expires_in")).isFalse();
            assertThat(Customer.json(json).has("refresh_token")).isFalse();
        }

        @Test
        void errorsComeWithStatus200() {
            Map<String, String> form = exchange();
            github.post("/login/oauth/access_token", form, JSON);
            HttpResponse<String> again = github.post("/login/oauth/access_token", form, JSON);

            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(Customer.json(again).get("error").asText()).isEqualTo("bad_verification_code");
        }

        @Test
        void anAppMayEndItsTokenAndItsTokenOnly() {
            JsonNode one = Customer.json(github.post("/login/oauth/access_token", exchange(), JSON));
            JsonNode two = Customer.json(github.post("/login/oauth/access_token", exchange(), JSON));
            HttpResponse<String> ended = api.send(HttpRequest.newBuilder(URI.create(
                            emulator.at("github", "https://api.github.com/applications/" + clientId + "/token")
                                    .toString()))
                    .headers(api.basic())
                    .header("Content-Type", "application/json")
                    .method(
                            "DELETE",
                            HttpRequest.BodyPublishers.ofString("{\"access_token\":\""
                                    + one.get("access_token").asText() + "\"}"))
                    .build());

            assertThat(ended.statusCode()).isEqualTo(204);
            assertThat(user(one).statusCode()).isEqualTo(401);
            assertThat(user(two).headers().firstValue("X-OAuth-Scopes")).hasValue("repo, user:email");
        }

        private HttpResponse<String> user(JsonNode tokens) {
            return api.get(
                    "/user",
                    Map.of(),
                    "Authorization",
                    "Bearer " + tokens.get("access_token").asText());
        }
    }

    @Nested
    class Slack {
        private final Customer slack = new Customer(emulator, "slack", "https://slack.com", fresh());

        private JsonNode install(String bot, String user) {
            Map<String, String> request = with(slack.authorization(), "scope", bot, "user_scope", user);
            String code = slack.consent(request, "/oauth/v2/authorize", "allow").get("code");
            return access(slack.exchange(code));
        }

        private JsonNode access(Map<String, String> form) {
            HttpResponse<String> answer = slack.post("/api/oauth.v2.access", form, slack.basic());
            assertThat(answer.statusCode()).isEqualTo(200);
            return Customer.json(answer);
        }

        @Test
        void aFailureIsOkFalseWithStatus200() {
            JsonNode answer = access(slack.exchange("unknown"));

            assertThat(answer.get("ok").asBoolean()).isFalse();
            assertThat(answer.get("error").asText()).isEqualTo("invalid_code");
        }

        @Test
        void thePersonsTokenAloneLeavesTheTopEmpty() {
            JsonNode answer = install("", "search:read");

            assertThat(answer.has("access_token")).isFalse();
            assertThat(answer.at("/authed_user/access_token").asText()).startsWith("xoxp-");
        }

        @Test
        void withoutRotationNothingExpires() {
            JsonNode answer = install("chat:write,users:read", "");

            assertThat(answer.get("access_token").asText()).startsWith("xoxb-");
            assertThat(answer.has("expires_in")).isFalse();
            assertThat(answer.has("refresh_token")).isFalse();
        }

        @Test
        void withRotationTheTwoChainsAreIndependent() {
            slack.switches("{\"access_lifetime\": 43200}");
            JsonNode both = install("chat:write", "search:read");
            String bot = both.get("refresh_token").asText();
            JsonNode renewed = access(Customer.refreshing(bot));
            JsonNode replayed = access(Customer.refreshing(bot));
            JsonNode user = access(
                    Customer.refreshing(both.at("/authed_user/refresh_token").asText()));

            assertThat(renewed.get("token_type").asText()).isEqualTo("bot");
            assertThat(renewed.get("access_token").asText()).startsWith("xoxe.xoxb-");
            assertThat(renewed.get("expires_in").asLong()).isEqualTo(43_200);
            assertThat(replayed.get("error").asText()).isEqualTo("invalid_refresh_token");
            assertThat(user.get("token_type").asText()).isEqualTo("user");
        }

        @Test
        void aRevokedTokenIsRefused() {
            String[] bearer = {
                "Authorization",
                "Bearer " + install("chat:write", "").get("access_token").asText()
            };
            JsonNode test = Customer.json(slack.post("/api/auth.test", Map.of(), bearer));
            JsonNode revoked = Customer.json(slack.post("/api/auth.revoke", Map.of(), bearer));

            assertThat(test.get("team_id").asText()).isEqualTo("T0EMULATED");
            assertThat(revoked.get("revoked").asBoolean()).isTrue();
            assertThat(Customer.json(slack.post("/api/auth.test", Map.of(), bearer))
                            .get("error")
                            .asText())
                    .isEqualTo("invalid_auth");
        }
    }
}
