// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

    @BeforeEach
    void reset() {
        Peers.reset();
    }

    @Test
    @DisplayName("A10: after a crash a code is not sent again")
    void anExchangeWhoseProcessDiedFailsAfterItsDeadlineAndItsCodeIsNotSentAgain() {
        Journey journey = Journey.prepared().begin();
        diedAfterTheSend(journey);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(journey.outcomes()).singleElement().satisfies(outcome -> {
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

    private void execute(String sql, Tuple parameters) {
        pool.preparedQuery(sql).execute(parameters).await().atMost(Duration.ofSeconds(60));
    }
}
