// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import static io.agentauth.emulator.ProviderClient.error;
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
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Microsoft, Google, Discord, Notion, Atlassian, Asana, monday.com and Linear do otherwise than the RFCs. */
class OfficeProvidersTest {
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

    private ProviderClient client(String provider, boolean json, boolean basic) {
        return new ProviderClient(emulator, provider, clientId, json, basic);
    }

    @Test
    void microsoftKeepsOldRefreshTokensAndLeavesOutOfflineAccess() {
        ProviderClient client = client("outlook", false, false);
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
        ProviderClient client = client("outlook", false, false);
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
        ProviderClient client = client("discord", false, true);
        String token = "/discord.com/api/oauth2/token";
        JsonNode one = client.exchange(token, client.consent("/discord.com/oauth2/authorize", "identify"));
        JsonNode two = client.exchange(token, client.consent("/discord.com/oauth2/authorize", "identify"));
        JsonNode renewed = Customer.json(client.refresh(token, one));
        HttpResponse<String> spent = client.refresh(token, one);
        HttpResponse<String> json = client("discord", true, true).refresh(token, two);
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
        ProviderClient client = client("notion", true, true);
        String oauth = "/api.notion.com/v1/oauth";
        Parameters callback = client.consent(oauth + "/authorize", "", "owner", "user");
        HttpResponse<String> form =
                client("notion", false, true).post(oauth + "/token", client.at.exchange(callback.get("code")));
        HttpResponse<String> posted =
                client("notion", true, false).post(oauth + "/token", client.at.exchange(callback.get("code")));
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
        ProviderClient client = client("jira", true, false);
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
        ProviderClient client = client("asana", false, false);
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
        ProviderClient client = client("monday", true, false);
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
        ProviderClient client = client("linear", false, false);
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
    void googleTellsWhoseCalendarAndDriveItIs() {
        ProviderClient client = client("gmail", false, false);
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
}
