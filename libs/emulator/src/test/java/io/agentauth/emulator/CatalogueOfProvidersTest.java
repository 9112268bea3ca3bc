// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Parameters;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Microsoft, Discord, Notion, Atlassian, Asana, monday.com, Linear, GitLab, Bitbucket, Figma and Vercel do otherwise than the RFCs. */
class CatalogueOfProvidersTest {
    private static Emulator emulator;

    private final String clientId = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        emulator = Emulator.start(EmulatorSettings.onPort(0));
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    /** One of them, and how a client of it speaks. */
    private final class Client {
        private final String provider;
        private final Customer at;
        private final boolean json;
        private final boolean basic;

        Client(String provider, boolean json, boolean basic) {
            this.provider = provider;
            this.at = new Customer(emulator, provider, "https:/", clientId);
            this.json = json;
            this.basic = basic;
        }

        Parameters consent(String path, String scope, String... more) {
            Map<String, String> request = with(at.authorization(), "scope", scope);
            return at.consent(with(request, more), path, "allow");
        }

        HttpResponse<String> send(String method, String path, Map<String, String> body) {
            HttpRequest.Builder request = HttpRequest.newBuilder(emulator.at(provider, "https:/" + path));
            Map<String, String> all =
                    basic ? body : with(body, "client_id", clientId, "client_secret", EmulatorSettings.CLIENT_SECRET);
            if (basic) {
                request.headers(at.basic());
            }
            String text = json ? Json.text(all) : form(all);
            return at.send(
                    request.header("Content-Type", json ? "application/json" : "application/x-www-form-urlencoded")
                            .method(method, BodyPublishers.ofString(text))
                            .build());
        }

        HttpResponse<String> post(String path, Map<String, String> body) {
            return send("POST", path, body);
        }

        JsonNode exchange(String path, Parameters callback) {
            return Customer.json(post(path, at.exchange(callback.get("code"))));
        }

        HttpResponse<String> refresh(String path, JsonNode tokens, String... more) {
            return post(
                    path, with(Customer.refreshing(tokens.get("refresh_token").asText()), more));
        }

        HttpResponse<String> call(String path, JsonNode tokens, String... headers) {
            return at.get(path, Map.of(), headers(tokens, headers));
        }

        private String[] headers(JsonNode tokens, String... more) {
            String bearer = "Bearer " + tokens.get("access_token").asText();
            return java.util.stream.Stream.concat(
                            java.util.stream.Stream.of("Authorization", bearer), java.util.Arrays.stream(more))
                    .toArray(String[]::new);
        }
    }

    private static String form(Map<String, String> all) {
        return all.entrySet().stream()
                .map(one -> one.getKey() + "=" + java.net.URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(java.util.stream.Collectors.joining("&"));
    }

    private static Map<String, String> with(Map<String, String> base, String... more) {
        Map<String, String> all = new HashMap<>(base);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static String error(HttpResponse<String> answer) {
        return Customer.json(answer).path("error").asText();
    }

    @Test
    void microsoftKeepsOldRefreshTokensAndLeavesOutOfflineAccess() {
        Client client = new Client("outlook", false, false);
        String login = "/login.microsoftonline.com/contoso.example/oauth2/v2.0";
        JsonNode tokens =
                client.exchange(login + "/token", client.consent(login + "/authorize", "User.Read offline_access"));
        JsonNode offline = client.exchange(login + "/token", client.consent(login + "/authorize", "User.Read"));

        assertThat(tokens.get("scope").asText()).isEqualTo("User.Read");
        assertThat(tokens.get("ext_expires_in").asLong())
                .isGreaterThan(tokens.get("expires_in").asLong());
        assertThat(offline.has("refresh_token")).isFalse();
        assertThat(Customer.json(client.refresh(login + "/token", tokens)).get("refresh_token"))
                .isNotEqualTo(tokens.get("refresh_token"));
        assertThat(client.refresh(login + "/token", tokens).statusCode()).isEqualTo(200);
        assertThat(Customer.json(client.call("/graph.microsoft.com/v1.0/me", tokens))
                        .get("userPrincipalName")
                        .asText())
                .isEqualTo("person@example.test");
    }

    @Test
    void microsoftGivesATokenForOneResourceAndNumbersItsErrors() {
        Client client = new Client("outlook", false, false);
        String login = "/login.microsoftonline.com/common/oauth2/v2.0";
        String scopes = "https://graph.microsoft.com/User.Read https://contoso.sharepoint.com/Read offline_access";
        JsonNode tokens = client.exchange(login + "/token", client.consent(login + "/authorize", scopes));
        HttpResponse<String> both = client.refresh(login + "/token", tokens, "scope", scopes);
        HttpResponse<String> dead = client.post(login + "/token", Customer.refreshing("unknown"));

        assertThat(error(both)).isEqualTo("invalid_scope");
        assertThat(error(dead)).isEqualTo("invalid_grant");
        assertThat(Customer.json(dead).at("/error_codes/0").asLong()).isEqualTo(70_000);
    }

    @Test
    void discordTakesARefreshTokenOnceAndRevokesAll() {
        Client client = new Client("discord", false, true);
        String token = "/discord.com/api/oauth2/token";
        JsonNode one = client.exchange(token, client.consent("/discord.com/oauth2/authorize", "identify"));
        JsonNode two = client.exchange(token, client.consent("/discord.com/oauth2/authorize", "identify"));
        JsonNode renewed = Customer.json(client.refresh(token, one));
        HttpResponse<String> spent = client.refresh(token, one);
        HttpResponse<String> json = new Client("discord", true, true).refresh(token, two);
        client.post(
                token + "/revoke", Map.of("token", renewed.get("access_token").asText()));

        assertThat(error(spent)).isEqualTo("invalid_grant");
        assertThat(json.statusCode()).isEqualTo(400);
        assertThat(client.call("/discord.com/api/v10/users/@me", two).statusCode())
                .isEqualTo(401);
        assertThat(error(client.refresh(token, renewed))).isEqualTo("invalid_grant");
    }

    @Test
    void notionWantsJsonAndBasicAndAnOwnerAndAVersion() {
        Client client = new Client("notion", true, true);
        String oauth = "/api.notion.com/v1/oauth";
        Parameters callback = client.consent(oauth + "/authorize", "", "owner", "user");
        HttpResponse<String> form =
                new Client("notion", false, true).post(oauth + "/token", client.at.exchange(callback.get("code")));
        HttpResponse<String> posted =
                new Client("notion", true, false).post(oauth + "/token", client.at.exchange(callback.get("code")));
        JsonNode tokens = client.exchange(oauth + "/token", callback);
        HttpResponse<String> me = client.call("/api.notion.com/v1/users/me", tokens, "Notion-Version", "2026-03-11");

        assertThat(client.consent(oauth + "/authorize", "").get("error")).isEqualTo("invalid_request");
        assertThat(form.statusCode()).isEqualTo(400);
        assertThat(posted.statusCode()).isEqualTo(401);
        assertThat(tokens.has("expires_in") || tokens.has("scope")).isFalse();
        assertThat(Customer.json(me).at("/bot/owner/user/person/email").asText())
                .isEqualTo("person@example.test");
        assertThat(Customer.json(client.call("/api.notion.com/v1/users/me", tokens))
                        .get("code")
                        .asText())
                .isEqualTo("missing_version");
        assertThat(client.refresh(oauth + "/token", tokens).statusCode()).isEqualTo(200);
        assertThat(error(client.refresh(oauth + "/token", tokens))).isEqualTo("invalid_grant");
    }

    @Test
    void atlassianGivesARefreshTokenOnConditionsAndRefusesADeadOneWith403() {
        Client client = new Client("jira", true, false);
        String authorize = "/auth.atlassian.com/authorize";
        String token = "/auth.atlassian.com/oauth/token";
        String[] all = {"audience", "api.atlassian.com", "prompt", "consent"};
        JsonNode tokens = client.exchange(token, client.consent(authorize, "read:me offline_access", all));
        HttpResponse<String> dead = client.post(token, Customer.refreshing("unknown"));

        assertThat(client.consent(authorize, "read:me").get("error")).isEqualTo("invalid_request");
        assertThat(client.exchange(token, client.consent(authorize, "read:me", all))
                        .has("refresh_token"))
                .isFalse();
        assertThat(client.refresh(token, tokens).statusCode()).isEqualTo(200);
        assertThat(client.refresh(token, tokens).statusCode())
                .as("in its grace")
                .isEqualTo(200);
        assertThat(dead.statusCode()).isEqualTo(403);
        assertThat(error(dead)).isEqualTo("invalid_grant");
        assertThat(Json.parse(client.call("/api.atlassian.com/oauth/token/accessible-resources", tokens)
                        .body()))
                .hasSize(2);
    }

    @Test
    void asanaKeepsTheRefreshTokenAndRevokesNothingElse() {
        Client client = new Client("asana", false, false);
        String base = "/app.asana.com/-/oauth_";
        JsonNode tokens = client.exchange(base + "token", client.consent(base + "authorize", "default"));
        JsonNode renewed = Customer.json(client.refresh(base + "token", tokens));
        String access = renewed.get("access_token").asText();
        String refresh = tokens.get("refresh_token").asText();

        assertThat(client.consent(base + "authorize", "default", "state", "").get("error"))
                .isEqualTo("invalid_request");
        assertThat(tokens.at("/data/email").asText()).isEqualTo("person@example.test");
        assertThat(tokens.has("scope") || renewed.has("refresh_token")).isFalse();
        assertThat(client.post(base + "revoke", Map.of("token", access)).statusCode())
                .isEqualTo(400);
        assertThat(client.post(base + "revoke", Map.of("token", "unknown")).statusCode())
                .isEqualTo(200);
        assertThat(client.post(base + "revoke", Map.of("token", refresh)).statusCode())
                .isEqualTo(200);
        assertThat(client.call("/app.asana.com/api/1.0/users/me", renewed).statusCode())
                .isEqualTo(401);
    }

    @Test
    void mondaySaysInTheTokenWhenItEndsAndTakesItBare() {
        Client client = new Client("monday", true, false);
        String oauth = "/auth.monday.com/oauth_ms/oauth";
        Parameters callback = client.consent("/auth.monday.com/oauth2/authorize", "me:read");
        JsonNode tokens = client.exchange(oauth + "/token", callback);
        String access = tokens.get("access_token").asText();
        JsonNode claims =
                Json.parse(new String(Base64.getUrlDecoder().decode(access.split("\\.")[1]), StandardCharsets.UTF_8));
        String me = "{\"query\":\"query { me { id } }\"}";

        assertThat(callback.get("status")).isEqualTo("success");
        assertThat(tokens.has("expires_in")).isFalse();
        assertThat(claims.get("exp").asLong() - System.currentTimeMillis() / 1000)
                .isBetween(3500L, 3600L);
        assertThat(Customer.json(graph("monday", "/api.monday.com/v2", access, me))
                        .at("/data/me/email")
                        .asText())
                .isEqualTo("person@example.test");
        assertThat(graph("monday", "/api.monday.com/v2", "Bearer " + access, me).statusCode())
                .isEqualTo(401);
        assertThat(Customer.json(client.refresh(oauth + "/token", tokens))
                        .get("access_token")
                        .asText())
                .isNotEqualTo(access)
                .startsWith("eyJ");
        assertThat(error(client.refresh(oauth + "/token", tokens))).isEqualTo("invalid_grant");
    }

    @Test
    void linearIsAskedWithCommasAndReplaysForHalfAnHour() {
        Client client = new Client("linear", false, false);
        String token = "/api.linear.app/oauth/token";
        JsonNode tokens = client.exchange(token, client.consent("/linear.app/oauth/authorize", "read,issues:create"));
        String access = tokens.get("access_token").asText();
        String viewer = "{\"query\":\"query { viewer { id } }\"}";

        assertThat(tokens.get("scope").asText()).isEqualTo("read issues:create");
        assertThat(client.refresh(token, tokens).statusCode()).isEqualTo(200);
        assertThat(client.refresh(token, tokens).statusCode()).isEqualTo(200);
        assertThat(Customer.json(graph("linear", "/api.linear.app/graphql", "Bearer " + access, viewer))
                        .at("/data/viewer/organization/id")
                        .asText())
                .isEqualTo("org-emulated");
        assertThat(revokeAtLinear(access).statusCode()).isEqualTo(200);
        assertThat(revokeAtLinear(access).statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> revokeAtLinear(String access) {
        return graph("linear", "/api.linear.app/oauth/revoke", "Bearer " + access, "{}");
    }

    private HttpResponse<String> graph(String provider, String path, String authorization, String body) {
        return new Customer(emulator, provider, "https:/", clientId)
                .send(HttpRequest.newBuilder(URI.create(
                                emulator.at(provider, "https:/" + path).toString()))
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    @Test
    void gitlabWantsTheRedirectUriAgainAndEndsBothOldTokens() {
        Client client = new Client("gitlab", false, false);
        String oauth = "/gitlab.com/oauth";
        JsonNode tokens = client.exchange(oauth + "/token", client.consent(oauth + "/authorize", "read_user"));
        HttpResponse<String> without = client.refresh(oauth + "/token", tokens);
        HttpResponse<String> with = client.refresh(oauth + "/token", tokens, "redirect_uri", Customer.CALLBACK);
        HttpResponse<String> spent = client.refresh(oauth + "/token", tokens, "redirect_uri", Customer.CALLBACK);

        assertThat(tokens.get("created_at").asLong()).isPositive();
        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(with.statusCode()).isEqualTo(200);
        assertThat(error(spent)).isEqualTo("invalid_grant");
        assertThat(client.call("/gitlab.com/api/v4/user", tokens).statusCode()).isEqualTo(401);
        assertThat(client.call("/gitlab.com/api/v4/user", Customer.json(with)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void bitbucketLooksAtNoChallengeAndTakesARefreshTokenOnce() {
        Client client = new Client("bitbucket", false, true);
        String oauth = "/bitbucket.org/site/oauth2";
        Parameters callback = client.consent(oauth + "/authorize", "account");
        Map<String, String> exchange = with(client.at.exchange(callback.get("code")), "code_verifier", "wrong");
        JsonNode tokens = Customer.json(client.post(oauth + "/access_token", exchange));

        assertThat(tokens.get("expires_in").asLong()).isEqualTo(7200);
        assertThat(Customer.json(client.call("/api.bitbucket.org/2.0/user", tokens))
                        .has("account_id"))
                .isTrue();
        assertThat(client.call("/api.bitbucket.org/2.0/user/emails", tokens).statusCode())
                .isEqualTo(403);
        assertThat(client.refresh(oauth + "/access_token", tokens).statusCode()).isEqualTo(200);
        assertThat(error(client.refresh(oauth + "/access_token", tokens))).isEqualTo("invalid_grant");
    }

    @Test
    void figmaRefreshesElsewhereAndEndsTheTokenBefore() {
        Client client = new Client("figma", false, true);
        String oauth = "/api.figma.com/v1/oauth";
        JsonNode tokens =
                client.exchange(oauth + "/token", client.consent("/www.figma.com/oauth", "current_user:read"));
        Map<String, String> bare =
                Map.of("refresh_token", tokens.get("refresh_token").asText());
        HttpResponse<String> elsewhere = client.refresh(oauth + "/token", tokens);
        JsonNode renewed = Customer.json(client.post(oauth + "/refresh", bare));

        assertThat(tokens.has("scope")).isFalse();
        assertThat(tokens.get("user_id_string").isTextual()).isTrue();
        assertThat(elsewhere.statusCode()).isEqualTo(400);
        assertThat(renewed.has("refresh_token")).isFalse();
        assertThat(client.call("/api.figma.com/v1/me", tokens).statusCode()).isEqualTo(403);
        assertThat(client.call("/api.figma.com/v1/me", renewed).statusCode()).isEqualTo(200);
        assertThat(client.post(oauth + "/refresh", bare).statusCode()).isEqualTo(200);
    }

    @Test
    void vercelInstallsAndRemovesAnIntegration() {
        Client client = new Client("vercel", false, false);
        Parameters callback = client.consent("/vercel.com/integrations/agent-auth/new", "", "response_type", "");
        JsonNode tokens = client.exchange("/api.vercel.com/v2/oauth/access_token", callback);
        String removal = "/api.vercel.com/v1/integrations/configuration/" + callback.get("configurationId");

        assertThat(tokens.has("expires_in") || tokens.has("refresh_token")).isFalse();
        assertThat(client.call("/api.vercel.com/v2/user", tokens).statusCode()).isEqualTo(200);
        assertThat(client.at
                        .send(HttpRequest.newBuilder(emulator.at("vercel", "https:/" + removal))
                                .headers(client.headers(tokens))
                                .DELETE()
                                .build())
                        .statusCode())
                .isEqualTo(204);
        assertThat(client.call("/api.vercel.com/v2/user", tokens).statusCode()).isEqualTo(403);
    }

    @Test
    void googleTellsWhoseCalendarAndDriveItIs() {
        Client client = new Client("gmail", false, false);
        String token = "/oauth2.googleapis.com/token";
        String authorize = "/accounts.google.com/o/oauth2/v2/auth";
        String scope = "https://www.googleapis.com/auth/";
        JsonNode calendar = client.exchange(token, client.consent(authorize, scope + "calendar.readonly"));
        JsonNode drive = client.exchange(token, client.consent(authorize, scope + "drive.file"));
        String primary = "/www.googleapis.com/calendar/v3/calendars/primary";
        String about = "/www.googleapis.com/drive/v3/about";

        assertThat(Customer.json(client.call(primary, calendar)).path("id").asText())
                .isEqualTo("person@example.test");
        assertThat(client.call(primary, drive).statusCode()).isEqualTo(403);
        assertThat(client.call(about, drive).statusCode()).as("without fields").isEqualTo(400);
        assertThat(Customer.json(client.call(about + "?fields=user", drive))
                        .at("/user/emailAddress")
                        .asText())
                .isEqualTo("person@example.test");
    }

    @ParameterizedTest
    @CsvSource({
        "gmail, oauth2.googleapis.com/token, 429, rateLimitExceeded",
        "outlook, login.microsoftonline.com/common/oauth2/v2.0/token, 429, Retry-After",
        "slack, slack.com/api/oauth.v2.access, 429, Retry-After",
        "discord, discord.com/api/oauth2/token, 429, X-RateLimit-Reset-After",
        "notion, api.notion.com/v1/oauth/token, 429, Retry-After",
        "jira, auth.atlassian.com/oauth/token, 429, Retry-After",
        "asana, app.asana.com/-/oauth_token, 429, Retry-After",
        "monday, auth.monday.com/oauth_ms/oauth/token, 429, Retry-After",
        "linear, api.linear.app/graphql, 400, X-RateLimit-Requests-Reset",
        "github, github.com/login/oauth/access_token, 403, X-RateLimit-Reset",
        "gitlab, gitlab.com/oauth/token, 429, RateLimit-Observed",
        "bitbucket, bitbucket.org/site/oauth2/access_token, 429, X-RateLimit-Resource",
        "figma, api.figma.com/v1/oauth/refresh, 429, X-Figma-Rate-Limit-Type",
        "vercel, api.vercel.com/v2/oauth/access_token, 429, X-RateLimit-Reset",
    })
    void tooManyCallsAreRefusedInTheProvidersOwnWay(String provider, String path, int status, String mark) {
        Customer customer = new Customer(emulator, provider, "https:/", clientId);
        String endpoint = path.endsWith("graphql") ? "identity" : "token";
        customer.switches("{\"faults\": [{\"kind\": \"rate_limit\", \"seconds\": 7, \"count\": 1, \"endpoint\": \""
                + endpoint + "\"}]}");
        HttpResponse<String> answer = customer.post("/" + path, Map.of("client_id", clientId));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().map().keySet() + answer.body()).containsIgnoringCase(mark);
        assertThat(answer.headers().firstValue("Retry-After").stream().toList()).isIn(List.of(), List.of("7"));
    }
}
