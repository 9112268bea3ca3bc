// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.endpoint.GrantedToken;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.refresher.flow.Flows;
import io.agentauth.refresher.grant.StoredToken;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Sensitive;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class InterruptedExchangeComponentTest {
    @Inject
    Pool pool;

    @Inject
    Flights flights;

    @Inject
    Flows flows;

    @Inject
    Connections connections;

    @Inject
    NewGrants newGrants;

    @Inject
    Conclusion conclusion;

    @BeforeEach
    void reset() {
        Peers.reset();
    }

    @Test
    @DisplayName("A10: after a crash a code is not sent again")
    void anExchangeWhoseProcessDiedFailsAfterItsDeadlineAndItsCodeIsNotSentAgain() {
        Journey journey = Journey.prepared().begin();
        diedAfterTheSend(journey);

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(journey.outcomes())
                .singleElement()
                .satisfies(outcome -> {
                    assertThat(outcome.getString("status")).isEqualTo("failed");
                    assertThat(outcome.getString("reason")).isEqualTo("exchange_interrupted");
                }));

        assertThat(journey.comeBack().getString("outcome")).isEqualTo("failed");
        assertThat(Peers.PRESENTED).isEmpty();
    }

    @Test
    void aStoppingProcessWaitsForTheCodesInTheAir() throws InterruptedException {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        // It never answers: the exchange ends with its deadline.
        Peers.PROVIDER.put("/token", _ -> asked.complete(null));
        Journey journey = Journey.prepared().begin();
        CompletableFuture<JsonObject> back = CompletableFuture.supplyAsync(journey::comeBack);
        asked.orTimeout(15, TimeUnit.SECONDS).join();

        flights.stop(null);

        assertThat(pool.preparedQuery("select outcome from flow where authorization_id = $1")
                        .execute(Tuple.of(journey.authorization.value()))
                        .await()
                        .atMost(Duration.ofSeconds(60))
                        .iterator()
                        .next()
                        .getString(0))
                .isEqualTo("failed");
        assertThat(back.join().getString("outcome")).isEqualTo("failed");
    }

    @Test
    @DisplayName("a commit whose answer was lost stands: tried again, it is the same success")
    void aCommitThatNobodyHeardOfStands() {
        Journey journey = Journey.prepared().begin();
        assertThat(journey.comeBack().getString("outcome")).isEqualTo("succeeded");

        List<StoredToken> live = await(
                flows.find(journey.authorization).map(Optional::orElseThrow).chain(flow -> connections
                        .require(journey.environment, journey.connection)
                        .chain(connection -> conclusion.succeed(
                                flow,
                                newGrants.sealed(flow, connection, granted(), Identification.Who.Accepted.of(null)),
                                false))));

        assertThat(live).singleElement().satisfies(token -> assertThat(token.version())
                .isEqualTo(1));
        assertThat(journey.comeBack().getString("outcome")).isEqualTo("succeeded");
        assertThat(journey.outcomes()).isEmpty();
        assertThat(count("select count(*) from outcome_push where account_id = $1", journey))
                .isZero();
        assertThat(count(
                        "select count(*) from event where $1::uuid is not null and key = '" + journey.account + "'",
                        journey))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("R12: a consent that comes back after a later one took effect sends no code and changes nothing")
    void anEarlierConsentThatComesLateHasLost() {
        Journey earlier = Journey.prepared().begin();
        Journey later = earlier.again().begin();
        assertThat(later.comeBack().getString("outcome")).isEqualTo("succeeded");

        assertThat(earlier.comeBack().getString("outcome")).isEqualTo("failed");

        assertThat(Peers.PRESENTED).hasSize(1);
        assertThat(count("select count(*) from \"grant\" where account_id = $1", earlier))
                .isEqualTo(1);
    }

    @Test
    @DisplayName(
            "R12: if its code was in the air, what it brings is stored as ended, to be revoked, and nobody adopts it")
    void anEarlierConsentThatWasInTheAirHasLost() {
        CompletableFuture<HttpServerRequest> first = new CompletableFuture<>();
        Peers.PROVIDER.put("/token", request -> {
            if (!first.complete(request)) {
                Peers.json(request, 200, Peers.tokens());
            }
        });
        Journey earlier = Journey.prepared().begin();
        Journey later = earlier.again().begin();
        CompletableFuture<JsonObject> back = CompletableFuture.supplyAsync(earlier::comeBack);
        HttpServerRequest inTheAir = first.orTimeout(15, TimeUnit.SECONDS).join();
        assertThat(later.comeBack().getString("outcome")).isEqualTo("succeeded");

        Peers.json(inTheAir, 200, Peers.tokens());

        assertThat(back.join().getString("outcome")).isEqualTo("failed");
        String grants = "select count(*) from \"grant\" where account_id = $1 and generation = %d and status = '%s'";
        assertThat(count(grants.formatted(1, "ended"), earlier)).isEqualTo(1);
        assertThat(count(grants.formatted(2, "live"), earlier)).isEqualTo(1);
        assertThat(Peers.ADOPTED).singleElement().satisfies(token -> assertThat(token.getLong("generation"))
                .isEqualTo(2));
    }

    @Test
    void aGenerationThatEndedMeanwhileSendsNoCode() {
        Journey journey = Journey.prepared().begin();
        execute(
                "insert into ended_generation (account_id, environment_id, up_to) values ($1, $2, 1)",
                Tuple.of(journey.account.value(), journey.environment.value()));

        assertThat(journey.comeBack().getString("outcome")).isEqualTo("failed");
        assertThat(Peers.PRESENTED).isEmpty();
        journey.tryBegin(1).then().statusCode(409);
    }

    @Test
    @DisplayName("A3: a flow that took too long sends no code")
    void aFlowThatTookTooLongExpires() {
        Journey journey = Journey.prepared().begin();
        execute(
                "update flow set expires_at = now() - interval '1 second' where authorization_id = $1",
                Tuple.of(journey.authorization.value()));

        assertThat(journey.comeBack().getString("outcome")).isEqualTo("expired");
        assertThat(Peers.PRESENTED).isEmpty();
    }

    @Test
    void beginningAgainReplacesTheFlowThatNobodyWentOnWith() {
        Journey journey = Journey.prepared().begin();
        String oldState = journey.sent.get("state");
        String oldCookie = journey.cookie;
        String oldName = journey.cookieName;
        journey.begin();

        assertThat(journey.cookieName).isNotEqualTo(oldName);
        assertThat(journey.callback(Journey.CONTEXT, "code=c&state=" + oldState, oldCookie)
                        .getString("outcome"))
                .isEqualTo("unknown");
        assertThat(journey.comeBack().getString("outcome")).isEqualTo("succeeded");
        journey.tryBegin(1).then().statusCode(409);
    }

    private void diedAfterTheSend(Journey journey) {
        UUID authorization = journey.authorization.value();
        execute("update flow set consumed_at = now() where authorization_id = $1", Tuple.of(authorization));
        execute(
                """
                insert into attempt (id, kind, authorization_id, environment_id, account_id, slot, generation, owner, fence, deadline, hold_until)
                values ($1, 'code', $2, $3, $4, 'default', 1, $1, 0, now() - interval '1 second', now())
                """,
                Tuple.of(UUID.randomUUID(), authorization, journey.environment.value(), journey.account.value()));
    }

    private static TokenOutcome.Granted granted() {
        GrantedToken token = new GrantedToken("default", Sensitive.of("at"), null, "Bearer", null, null);
        return new TokenOutcome.Granted(List.of(token), null, Map.of(), System.nanoTime());
    }

    private long count(String sql, Journey journey) {
        return await(pool.preparedQuery(sql).execute(Tuple.of(journey.account.value())))
                .iterator()
                .next()
                .getLong(0);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }

    private void execute(String sql, Tuple parameters) {
        pool.preparedQuery(sql).execute(parameters).await().atMost(Duration.ofSeconds(60));
    }
}
