// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import static io.agentauth.emulator.ProviderClient.error;
import static io.agentauth.emulator.ProviderClient.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.emulator.wire.Parameters;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What GitLab, Bitbucket, Figma and Vercel do otherwise than the RFCs, and how each provider limits its callers. */
class CodeProvidersTest {
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
    void gitlabWantsTheRedirectUriAgainAndEndsBothOldTokens() {
        ProviderClient client = client("gitlab", false, false);
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
        ProviderClient client = client("bitbucket", false, true);
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
        ProviderClient client = client("figma", false, true);
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
        ProviderClient client = client("vercel", false, false);
        Parameters callback = client.consent("/vercel.com/integrations/agent-auth/new", "", "response_type", "");
        JsonNode tokens = client.exchange("/api.vercel.com/v2/oauth/access_token", callback);
        String removal = "/api.vercel.com/v1/integrations/configuration/"
                + tokens.get("installation_id").asText();

        assertThat(tokens.get("installation_id").asText()).isEqualTo(callback.get("configurationId"));
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

    @ParameterizedTest
    @CsvSource({"'',403", "?teamId=team_another,403", "?teamId={team},204"})
    void aTeamsIntegrationAtVercelIsRemovedByItsName(String query, int status) {
        ProviderClient client = client("vercel", false, false);
        Parameters callback = client.consent(
                "/vercel.com/integrations/agent-auth/new", "", "response_type", "", "login_hint", "team-acme");
        JsonNode tokens = client.exchange("/api.vercel.com/v2/oauth/access_token", callback);
        String removal = "/api.vercel.com/v1/integrations/configuration/"
                + tokens.get("installation_id").asText()
                + query.replace("{team}", tokens.get("team_id").asText());

        assertThat(client.at
                        .send(HttpRequest.newBuilder(emulator.at("vercel", "https:/" + removal))
                                .headers(client.headers(tokens))
                                .DELETE()
                                .build())
                        .statusCode())
                .isEqualTo(status);
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
