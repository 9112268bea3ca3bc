// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AuthorizationId;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tokens that were obtained elsewhere are proved before they are taken over; and a consent that gave no refresh token says so. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class ImportComponentTest {
    @Inject
    Pool pool;

    private Journey journey;

    @BeforeEach
    void prepare() {
        Peers.reset();
        journey = Journey.prepared();
    }

    private JsonObject asked(AuthorizationId authorization, long generation) {
        return new JsonObject()
                .put("environment_id", journey.environment.toString())
                .put("account_id", journey.account.toString())
                .put("authorization_id", authorization.toString())
                .put("connection_id", journey.connection.toString())
                .put("generation", generation);
    }

    private JsonObject take(JsonObject asked) {
        return new JsonObject(Journey.post("/internal/flows/import", ServiceName.ACCOUNT_SERVICE, asked)
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    /** What was pushed for this test's account: others' may come late. */
    private List<JsonObject> adopted() {
        return Peers.ADOPTED.stream()
                .filter(token -> token.getString("account_id").equals(journey.account.toString()))
                .toList();
    }

    private long count(String sql) {
        return pool.query("select count(*) from " + sql)
                .execute()
                .await()
                .atMost(Duration.ofSeconds(10))
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    @DisplayName("RFC 6749 §6: a refresh token is proved by one renewal, whose answer is kept")
    void aRefreshTokenIsRenewed() {
        JsonObject answer = take(asked(journey.authorization, 1)
                .put("access_token", "at-canary-old")
                .put("refresh_token", "rt-canary-old"));

        assertThat(answer.getString("outcome")).isEqualTo("succeeded");
        assertThat(Peers.PRESENTED).singleElement().satisfies(presented -> assertThat(presented.form())
                .containsEntry("grant_type", "refresh_token")
                .containsEntry("refresh_token", "rt-canary-old"));
        assertThat(adopted()).singleElement().satisfies(token -> {
            assertThat(token.getString("authorization_id")).isEqualTo(journey.authorization.toString());
            assertThat(token.getJsonObject("provider_account").getString("subject"))
                    .isEqualTo("person-1");
            assertThat(token.encode()).doesNotContain("canary");
        });
        for (String table : List.of("flow", "attempt", "\"grant\"", "event")) {
            assertThat(count(table + " where to_jsonb(" + table + ")::text like '%canary%'"))
                    .as(table)
                    .isZero();
        }
        take(asked(journey.authorization, 1).put("refresh_token", "rt-canary-old"));
        assertThat(Peers.PRESENTED).hasSize(1);
    }

    @Test
    @DisplayName("a proof that fails changes nothing of what was there")
    void aProofThatFailsChangesNothing() {
        journey.begin().comeBack();
        Peers.PROVIDER.put(
                "/token", request -> Peers.json(request, 400, new JsonObject().put("error", "invalid_grant")));

        JsonObject answer = take(asked(AuthorizationId.next(), 2).put("refresh_token", "rt-canary-bad"));

        assertThat(answer).isEqualTo(new JsonObject().put("outcome", "failed").put("reason", "code_refused"));
        assertThat(adopted()).hasSize(1);
        assertThat(count("\"grant\" where account_id = '" + journey.account.value() + "' and status = 'live'"))
                .isEqualTo(1);
        assertThat(count("\"grant\" where account_id = '" + journey.account.value() + "'"))
                .isEqualTo(1);
    }

    @Test
    @DisplayName(
            "OpenID Connect Core §5.3: an access token alone is proved by the identity call, and ends when it says")
    void anAccessTokenIsAskedAbout() {
        Instant end = Instant.now().plusSeconds(600);

        JsonObject answer = take(asked(journey.authorization, 1)
                .put("access_token", "at-canary-alone")
                .put("expires_at", end.toString())
                .put("scopes", new JsonArray().add("email")));

        assertThat(answer.getString("outcome")).isEqualTo("succeeded");
        assertThat(Peers.PRESENTED).isEmpty();
        assertThat(adopted()).singleElement().satisfies(token -> {
            assertThat(token.getJsonArray("scopes")).containsExactly("email");
            assertThat(Duration.between(Instant.parse(token.getString("expires_at")), end)
                            .abs())
                    .isLessThan(Duration.ofSeconds(60));
            assertThat(token.getJsonObject("provider_account").getString("subject"))
                    .isEqualTo("person-1");
        });

        journey = Journey.prepared();
        Peers.PROVIDER.put("/userinfo", request -> Peers.json(request, 401, new JsonObject()));
        assertThat(take(asked(journey.authorization, 1).put("access_token", "at-canary-dead"))
                        .getString("reason"))
                .isEqualTo("code_refused");
        assertThat(adopted()).isEmpty();
    }

    @Test
    @DisplayName("invariant I3: a token that the account's grant came of is not presented again, and revokes nothing")
    void whatWasBroughtBeforeIsNotPresentedAgain() {
        JsonObject tokens = new JsonObject().put("access_token", "at-canary-1").put("refresh_token", "rt-canary-1");
        take(asked(journey.authorization, 1).mergeIn(tokens));

        assertThat(take(asked(AuthorizationId.next(), 2).mergeIn(tokens)))
                .isEqualTo(new JsonObject().put("outcome", "failed").put("reason", "brought_before"));

        assertThat(Peers.PRESENTED).hasSize(1);
        assertThat(statuses()).containsExactly("1 live");

        assertThat(take(asked(AuthorizationId.next(), 3).put("refresh_token", "rt-canary-2"))
                        .getString("outcome"))
                .isEqualTo("succeeded");
        assertThat(statuses()).containsExactly("1 ended", "3 live");
        assertThat(take(asked(AuthorizationId.next(), 4).mergeIn(tokens)).getString("outcome"))
                .as("what the account has no more may be brought again")
                .isEqualTo("succeeded");
    }

    @Test
    @DisplayName("invariant I3: of two who bring the same token at once, one presents it")
    void whatIsUnderWayIsNotPresentedTwice() throws Exception {
        CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
        Peers.PROVIDER.put("/token", held::complete);
        JsonObject token = new JsonObject().put("refresh_token", "rt-canary-twice");
        CompletableFuture<JsonObject> first = CompletableFuture.supplyAsync(
                () -> take(asked(journey.authorization, 1).mergeIn(token)));
        HttpServerRequest atProvider = held.get(30, TimeUnit.SECONDS);

        assertThat(take(asked(AuthorizationId.next(), 2).mergeIn(token)).getString("reason"))
                .isEqualTo("import_under_way");

        Peers.json(atProvider, 200, Peers.tokens());
        assertThat(first.get(30, TimeUnit.SECONDS).getString("outcome")).isEqualTo("succeeded");
    }

    private List<String> statuses() {
        return pool
                .query("select generation || ' ' || status from \"grant\" where account_id = '"
                        + journey.account.value() + "' order by generation")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(10))
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    @Test
    void withoutATokenThereIsNothingToProve() {
        Journey.post("/internal/flows/import", ServiceName.ACCOUNT_SERVICE, asked(journey.authorization, 1))
                .then()
                .statusCode(400);
        Journey.post(
                        "/internal/flows/import",
                        ServiceName.CALLBACK_GATEWAY,
                        asked(journey.authorization, 1).put("access_token", "a"))
                .then()
                .statusCode(403);
    }

    @Test
    @DisplayName("no_refresh_token is said when a provider that gives refresh tokens gave none of a token that ends")
    void missingOfflineAccessIsSaid() {
        Peers.PROVIDER.put("/token", request -> {
            JsonObject tokens = Peers.tokens();
            tokens.remove("refresh_token");
            Peers.json(request, 200, tokens);
        });
        gives(true);
        journey.begin().comeBack();
        assertThat(adopted().getLast().getString("reason")).isEqualTo("no_refresh_token");

        journey = Journey.prepared();
        gives(false);
        journey.begin().comeBack();
        assertThat(adopted().getLast().containsKey("reason")).isFalse();

        Peers.PROVIDER.clear();
        journey = Journey.prepared();
        gives(true);
        journey.begin().comeBack();
        assertThat(adopted().getLast().containsKey("reason")).isFalse();
    }

    private void gives(boolean refreshTokens) {
        Peers.CONNECTIONS
                .get(journey.connection.toString())
                .getJsonObject("definition")
                .put("refresh", new JsonObject().put("supported", refreshTokens).put("reissue_only_near_end", false));
    }
}
