// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.agentauth.account.Accounts;
import io.agentauth.account.Neighbours;
import io.agentauth.account.Neighbours.Seen;
import io.agentauth.account.Story;
import io.agentauth.database.Migration;
import io.agentauth.ids.AccountId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that the application obtained elsewhere. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class ImportTokensComponentTest {
    private static final String IMPORT = "/internal/flows/import";
    private static final Map<String, String> TOKENS = Map.of(
            "access_token", "at-canary-1",
            "refresh_token", "rt-canary-1",
            "expires_at", "2030-01-01T00:00:00Z",
            "scope", "mail.send mail.read");

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    private Story story;
    private String account;

    @BeforeEach
    void begin() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
        account = story.account("user_1");
    }

    private ValidatableResponse put(Map<String, ?> body) {
        return story.app()
                .body(body)
                .put("/v1/accounts/" + account + "/credentials")
                .then();
    }

    private String status() {
        return story.app().get("/v1/accounts/" + account).path("status");
    }

    @Test
    @DisplayName("invariant I6: they go to token-refresher and are written nowhere here")
    void theyArePassedOn() {
        Neighbours.answer(IMPORT, new JsonObject().put("outcome", "succeeded"));

        put(TOKENS).statusCode(200).body("id", equalTo(account));

        assertThat(Neighbours.seen(IMPORT))
                .extracting(Seen::body)
                .singleElement()
                .satisfies(asked -> {
                    assertThat(asked.getString("access_token")).isEqualTo("at-canary-1");
                    assertThat(asked.getString("refresh_token")).isEqualTo("rt-canary-1");
                    assertThat(asked.getString("expires_at")).isEqualTo("2030-01-01T00:00:00Z");
                    assertThat(asked.getJsonArray("scopes"))
                            .isEqualTo(new JsonArray().add("mail.send").add("mail.read"));
                    assertThat(asked.getLong("generation")).isEqualTo(1);
                });
        for (String table : java.util.List.of("access_token", "authorization_attempt", "event")) {
            String column = table.equals("event") ? "key" : "account_id";
            Object id =
                    table.equals("event") ? account : AccountId.parse(account).value();
            assertThat(accounts.sql("select t::text from " + table + " t where " + column + " = $1", Tuple.of(id)))
                    .extracting(row -> row.getString(0))
                    .noneMatch(text -> text.contains("canary"));
        }
    }

    @Test
    @DisplayName("invariant I3: who missed the answer may ask again")
    void tokensThatTheAccountHasAreNoMistake() {
        Neighbours.answer(IMPORT, new JsonObject().put("outcome", "failed").put("reason", "brought_before"));

        put(TOKENS).statusCode(200).body("id", equalTo(account));
    }

    @ParameterizedTest
    @CsvSource({
        "code_refused, 400, credentials_refused",
        "provider_error, 400, credentials_refused",
        "client_invalid, 409, connection_suspended",
        "provider_rate_limited, 429, provider_rate_limited",
        "provider_unreachable, 502, provider_unavailable",
        "generation_ended, 409, conflict",
        "import_under_way, 409, conflict",
    })
    void whatDoesNotHoldChangesNothing(String reason, int status, String code) {
        Neighbours.answer(IMPORT, new JsonObject().put("outcome", "failed").put("reason", reason));

        put(TOKENS).statusCode(status).body("code", equalTo(code)).body("detail", not(containsString("canary")));

        assertThat(status()).isEqualTo("pending_auth");
        assertThat(accounts.count("access_token", AccountId.parse(account).value()))
                .isZero();
    }

    @Test
    void tokensGoWhereThereIsConsentAndNotWithFields() {
        put(Map.of("access_token", "a", "fields", Map.of("x", "y")))
                .statusCode(400)
                .body("errors[0].field", equalTo("fields"));
        put(Map.of("access_token", "")).statusCode(400).body("errors[0].field", equalTo("access_token"));
        put(Map.of("fields", Map.of("x", "y"))).statusCode(400);
        story = Story.begin();
        story.describeKeys();
        account = story.account("user_2");
        put(TOKENS).statusCode(400).body("code", equalTo("invalid_request"));
        assertThat(Neighbours.seen(IMPORT)).isEmpty();
    }
}
