// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.identity.ServiceName;
import io.agentauth.providers.Catalogue;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Consent by OAuth 1.0a; the signatures themselves are checked where the whole product runs. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class SignedComponentTest {
    private static final String TEMPORARY = "/1/OAuthGetRequestToken";
    private static final String TOKEN = "/1/OAuthGetAccessToken";
    private static final String ME = "/1/members/me";

    @Inject
    Pool pool;

    private final List<String> headers = new CopyOnWriteArrayList<>();
    private String temporary = "";
    private Journey journey;

    @BeforeEach
    void prepare() {
        Peers.reset();
        headers.clear();
        temporary = "temporary-" + UUID.randomUUID();
        journey = Journey.prepared();
        journey.scopes = new JsonArray().add("read").add("account");
        JsonObject view = Peers.CONNECTIONS.get(journey.connection.toString());
        view.put("auth_type", "oauth1").put("definition", trello());
        answer(TEMPORARY, 200, given());
        answer(TOKEN, 200, "oauth_token=token-signed-canary&oauth_token_secret=secret-signed-canary");
        answer(ME, 200, "{\"id\":\"5f1\",\"username\":\"ada\",\"fullName\":\"Ada\",\"email\":\"ada@example.test\"}");
    }

    private String given() {
        return "oauth_token=" + temporary + "&oauth_token_secret=temporary-signed-canary&oauth_callback_confirmed=true";
    }

    private String back(String more) {
        return "oauth_token=" + temporary + more;
    }

    private static JsonObject trello() {
        try {
            String text = new ObjectMapper()
                    .writeValueAsString(Catalogue.load().find("trello").orElseThrow());
            return new JsonObject(text.replaceAll("https://(api\\.)?trello\\.com", "https://provider.emulator.test"));
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(String path, int status, String body) {
        Peers.PROVIDER.put(path, request -> {
            headers.add(path + " " + request.getHeader("Authorization"));
            text(request, status, body);
        });
    }

    private static void text(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain")
                .end(body);
    }

    private String said(String path, String name) {
        String header = headers.stream()
                .filter(one -> one.startsWith(path + " "))
                .findFirst()
                .orElse("");
        Matcher value = Pattern.compile("[ ,]" + name + "=\"([^\"]*)\"").matcher(header);
        return value.find() ? value.group(1) : "";
    }

    private long count(String table, String where) {
        return pool.query("select count(*) as n from " + table + " where " + where)
                .execute()
                .await()
                .atMost(Duration.ofSeconds(30))
                .iterator()
                .next()
                .getLong("n");
    }

    @Test
    @DisplayName("Q21, RFC 5849 §2: a verifier becomes a grant, whose token and secret are sealed in one piece")
    void threeSteps() {
        journey.begin();
        assertThat(said(TEMPORARY, "oauth_callback"))
                .isEqualTo("http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback%2Fctx-1");
        assertThat(said(TEMPORARY, "oauth_signature_method")).isEqualTo("HMAC-SHA1");
        assertThat(journey.sent)
                .containsEntry("oauth_token", temporary)
                .containsEntry("scope", "read,account")
                .containsEntry("expiration", "never")
                .containsEntry("name", "Emulated");

        JsonObject answer = journey.comeBack(back("&oauth_verifier=verifier-signed-canary"));

        assertThat(answer.getString("outcome")).isEqualTo("succeeded");
        assertThat(said(TOKEN, "oauth_token")).isEqualTo(temporary);
        assertThat(said(TOKEN, "oauth_verifier")).isEqualTo("verifier-signed-canary");
        assertThat(said(ME, "oauth_token")).isEqualTo("token-signed-canary");
        assertThat(said(ME, "oauth_signature")).isNotEmpty();
        assertThat(Peers.ADOPTED).singleElement().satisfies(token -> {
            assertThat(token.getString("token_type")).isEqualTo("OAuth");
            assertThat(token.getJsonObject("provider_account").getString("subject"))
                    .isEqualTo("5f1");
            assertThat(token.encode()).doesNotContain("signed-canary");
        });
        String hex = HexFormat.of().formatHex("signed-canary".getBytes(StandardCharsets.UTF_8));
        for (String table : List.of("flow", "attempt", "\"grant\"", "event", "outcome_push")) {
            assertThat(count(table, "to_jsonb(" + table + ")::text ~ 'signed-canary|" + hex + "'"))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    @DisplayName(
            "A2, A4, RFC 5849 §2.2: a temporary token works once, for the browser that it was made for, and names no flow of OAuth 2.0")
    void onceAndForThatBrowser() {
        journey.begin();
        String query = back("&oauth_verifier=v");

        assertThat(journey.callback(Journey.CONTEXT, query, "other").getString("outcome"))
                .isEqualTo("unknown");
        assertThat(journey.comeBack("oauth_token=temporary-2&oauth_verifier=v").getString("outcome"))
                .isEqualTo("unknown");
        assertThat(journey.comeBack(query).getString("outcome")).isEqualTo("succeeded");
        assertThat(journey.comeBack(query).getString("outcome")).isEqualTo("succeeded");
        assertThat(headers.stream().filter(one -> one.startsWith(TOKEN))).hasSize(1);

        Journey other = Journey.prepared().begin();
        String state = other.sent.get("state");
        assertThat(other.comeBack("oauth_token=" + state + "&oauth_verifier=v").getString("outcome"))
                .isEqualTo("failed");
        assertThat(Peers.PRESENTED).isEmpty();
    }

    @Test
    @DisplayName(
            "RFC 5849 §2.2: whoever comes back without a verifier has said no, and a refused verifier blames nobody else")
    void refusals() {
        journey.begin();
        assertThat(journey.comeBack(back("")).getString("outcome")).isEqualTo("denied");

        prepare();
        answer(TOKEN, 401, "invalid verifier");
        journey.begin();
        assertThat(journey.comeBack(back("&oauth_verifier=v")).getString("outcome"))
                .isEqualTo("failed");
        assertThat(count("connection_copy", "connection_id = '" + uuid() + "' and suspended_reason is not null"))
                .isZero();
    }

    private String uuid() {
        return journey.connection.value().toString();
    }

    @Test
    @DisplayName(
            "RFC 5849 §2.1: without temporary credentials, or without the word that the callback counts, nobody is sent anywhere")
    void noTemporaryCredentials() {
        answer(TEMPORARY, 401, "invalid key");
        journey.tryBegin(1).then().statusCode(409);
        answer(TEMPORARY, 503, "sorry");
        journey.tryBegin(1).then().statusCode(502);
        answer(TEMPORARY, 429, "slow down");
        journey.tryBegin(1).then().statusCode(429);
        answer(TEMPORARY, 200, "oauth_token=t&oauth_token_secret=s");
        journey.tryBegin(1).then().statusCode(502);

        assertThat(count("flow", "authorization_id = '" + journey.authorization.value() + "'"))
                .isZero();
        answer(TEMPORARY, 200, given());
        journey.tryBegin(1).then().statusCode(200);
    }

    @Test
    @DisplayName("I10: where the application confirms who consented, the verifier waits, and is sent once it has")
    void theVerifierWaits() {
        journey.verification = true;
        journey.begin();

        assertThat(journey.comeBack(back("&oauth_verifier=v")).getString("outcome"))
                .isEqualTo("verification");
        assertThat(headers.stream().filter(one -> one.startsWith(TOKEN))).isEmpty();
        assertThat(journey.verdict(true).getString("outcome")).isEqualTo("succeeded");
        assertThat(said(TOKEN, "oauth_verifier")).isEqualTo("v");
    }

    @Test
    @DisplayName("RFC 5849 §3.1: whether the provider still holds it is asked with a signature")
    void asked() {
        journey.begin();
        journey.comeBack(back("&oauth_verifier=v"));
        JsonObject asked = new JsonObject()
                .put("environment_id", journey.environment.toString())
                .put("account_id", journey.account.toString())
                .put("slot", "default");

        assertThat(held(asked)).isEqualTo("yes");
        answer(ME, 401, "invalid token");
        assertThat(held(asked)).isEqualTo("no");
    }

    private static String held(JsonObject asked) {
        return new JsonObject(Journey.post("/internal/grants/probe", ServiceName.ACCOUNT_SERVICE, asked)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .getString("held");
    }
}
