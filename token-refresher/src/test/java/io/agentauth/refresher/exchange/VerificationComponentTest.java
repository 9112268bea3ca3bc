// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class VerificationComponentTest {
    @Inject
    Pool pool;

    private Journey journey;

    @BeforeEach
    void aPersonIsOnTheWay() {
        Peers.reset();
        journey = Journey.verified().begin();
    }

    @Test
    @DisplayName("B1, B2, I10: the code waits, sealed, and no token request is made before the application's word")
    void theCodeWaitsForTheApplicationsWord() {
        JsonObject back = journey.comeBack();

        assertThat(back)
                .isEqualTo(new JsonObject()
                        .put("outcome", "verification")
                        .put("authorization_id", journey.authorization.toString())
                        .put("verify_url", Peers.VERIFY_URL));
        assertThat(Peers.PRESENTED).isEmpty();
        assertThat(Peers.PROOFS).singleElement().satisfies(asked -> {
            assertThat(asked.getString("environment_id")).isEqualTo(journey.environment.toString());
            assertThat(asked.getString("account_id")).isEqualTo(journey.account.toString());
            assertThat(asked.getString("authorization_id")).isEqualTo(journey.authorization.toString());
            assertThat(asked.getLong("generation")).isEqualTo(1);
            assertThat(asked.getLong("within_seconds")).isEqualTo(595);
        });
        Row waiting = flow();
        assertThat(waiting.getBuffer("parked_code").length()).isPositive();
        assertThat(new String(
                        waiting.getBuffer("parked_code").getBytes(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("canary");

        assertThat(journey.verdict(true).getString("outcome")).isEqualTo("succeeded");

        assertThat(Peers.PRESENTED).hasSize(1);
        assertThat(Peers.PRESENTED.getFirst().form()).containsEntry("code", "code-canary-1");
        assertThat(Peers.ADOPTED).hasSize(1);
        assertThat(flow().getBuffer("parked_code")).isNull();
        assertThat(journey.comeBack().getString("outcome")).isEqualTo("succeeded");
    }

    @Test
    @DisplayName("B3: a refused person's code is thrown away, and no later word brings it back")
    void aRefusedCodeIsThrownAway() {
        journey.comeBack();

        assertThat(journey.verdict(false).getString("outcome")).isEqualTo("failed");

        assertThat(flow().getBuffer("parked_code")).isNull();
        assertThat(flow().getString("reason")).isEqualTo("verification_refused");
        assertThat(journey.verdict(true).getString("outcome")).isEqualTo("failed");
        assertThat(journey.comeBack().getString("outcome")).isEqualTo("failed");
        assertThat(Peers.PRESENTED).isEmpty();
    }

    @Test
    @DisplayName(
            "B2: a code that nobody confirms dies by itself, account-service is told, and a late word sends nothing")
    void anUnconfirmedCodeDies() {
        journey.comeBack();
        run("update flow set parked_until = now() - interval '1 second' where authorization_id = $1");

        assertThat(journey.verdict(true).getString("outcome")).isEqualTo("expired");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(journey.outcomes()).singleElement().satisfies(outcome -> {
                            assertThat(outcome.getString("status")).isEqualTo("expired");
                            assertThat(outcome.getString("reason")).isEqualTo("verification_timeout");
                        }));

        Journey forgotten = Journey.verified().begin();
        forgotten.comeBack();
        run(forgotten, "update flow set parked_until = now() - interval '1 second' where authorization_id = $1");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(flow(forgotten).getString("outcome")).isEqualTo("expired"));
        assertThat(flow(forgotten).getBuffer("parked_code")).isNull();
        assertThat(Peers.PRESENTED).isEmpty();
    }

    @Test
    @DisplayName("B4, I9: of many words at once one presents the code, and all hear the same")
    void manyWordsAtOncePresentOneCode() throws Exception {
        journey.comeBack();

        assertThat(atOnce(20, () -> journey.verdict(true).getString("outcome"))).containsOnly("succeeded");

        assertThat(Peers.PRESENTED).hasSize(1);
        assertThat(Peers.ADOPTED).hasSize(1);
    }

    @Test
    @DisplayName(
            "A2, A4: of many callbacks one keeps the code; the same browser goes to the application, nobody else anywhere")
    void manyCallbacksKeepOneCode() throws Exception {
        assertThat(atOnce(20, () -> journey.comeBack().getString("verify_url"))).containsOnly(Peers.VERIFY_URL);
        assertThat(journey.callback(Journey.CONTEXT, journey.query(), "of-somebody-else"))
                .isEqualTo(new JsonObject().put("outcome", "unknown"));
        assertThat(Peers.PRESENTED).isEmpty();
        assertThat(journey.verdict(true).getString("outcome")).isEqualTo("succeeded");
        assertThat(Peers.PRESENTED).hasSize(1);
    }

    @Test
    @DisplayName("C2, C4: what was made for another connection or comes from another issuer is not even kept")
    void aCodeOfAnotherFlowIsNotKept() {
        assertThat(journey.callback("ctx-2", journey.query(), journey.cookie).getString("outcome"))
                .isEqualTo("failed");
        Journey bounced = Journey.verified().begin();
        assertThat(bounced.comeBack("code=c&state=" + bounced.sent.get("state") + "&iss=https://honest.example")
                        .getString("outcome"))
                .isEqualTo("failed");

        assertThat(Peers.PROOFS).isEmpty();
        assertThat(journey.verdict(true).getString("outcome")).isEqualTo("failed");
        assertThat(bounced.verdict(true).getString("outcome")).isEqualTo("failed");
        assertThat(Peers.PRESENTED).isEmpty();
    }

    @Test
    @DisplayName("C3, C6: a code that waited goes to no token endpoint that the connection got meanwhile")
    void aCodeGoesNowhereElse() {
        journey.comeBack();
        run(
                "update connection_copy set view = replace(view, '/token\"', '/another\"') where connection_id = $1",
                journey.connection.value());

        assertThat(journey.verdict(true).getString("outcome")).isEqualTo("failed");

        assertThat(flow().getString("reason")).isEqualTo("connection_changed");
        assertThat(Peers.PRESENTED).isEmpty();
    }

    @Test
    @DisplayName(
            "B3, C9, H9: a word about another environment's or account's flow, or from another service, changes nothing")
    void wordsOfOthersChangeNothing() {
        journey.comeBack();

        for (JsonObject other : List.of(
                journey.verdictBody(true)
                        .put("environment_id", EnvironmentId.next().toString()),
                journey.verdictBody(true).put("account_id", AccountId.next().toString()),
                journey.verdictBody(true).put("generation", 2))) {
            assertThat(Journey.post("/internal/flows/confirm", ServiceName.ACCOUNT_SERVICE, other)
                            .then()
                            .statusCode(200)
                            .extract()
                            .<String>path("outcome"))
                    .isEqualTo("unknown");
        }
        for (ServiceName service : List.of(ServiceName.CALLBACK_GATEWAY, ServiceName.CONNECTION_SERVICE)) {
            Journey.post("/internal/flows/confirm", service, journey.verdictBody(true))
                    .then()
                    .statusCode(403);
        }

        assertThat(Peers.PRESENTED).isEmpty();
        assertThat(journey.verdict(true).getString("outcome")).isEqualTo("succeeded");
    }

    @Test
    void anAccountThatEndedMeanwhileSendsNoCode() {
        journey.comeBack();
        pool.preparedQuery("insert into ended_generation (account_id, environment_id, up_to) values ($1, $2, 1)")
                .execute(Tuple.of(journey.account.value(), journey.environment.value()))
                .await()
                .atMost(Duration.ofSeconds(60));

        assertThat(journey.verdict(true).getString("outcome")).isEqualTo("failed");
        assertThat(flow().getString("reason")).isEqualTo("generation_ended");
        assertThat(Peers.PRESENTED).isEmpty();
    }

    @Test
    void whileAccountServiceIsAwayTheSameCallbackCanBeLoadedAgain() {
        Peers.provesNothing = true;
        journey.tryCallback(Journey.CONTEXT, journey.query(), journey.cookie)
                .then()
                .statusCode(503);
        Peers.provesNothing = false;

        assertThat(journey.comeBack().getString("verify_url")).isEqualTo(Peers.VERIFY_URL);
    }

    private static <T> List<T> atOnce(int times, Callable<T> call) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
            List<Future<T>> answers = threads.invokeAll(
                    IntStream.range(0, times).mapToObj(_ -> call).toList());
            List<T> all = new java.util.ArrayList<>();
            for (Future<T> answer : answers) {
                all.add(answer.get());
            }
            return all;
        }
    }

    private Row flow() {
        return flow(journey);
    }

    private Row flow(Journey of) {
        return pool.preparedQuery("select outcome, reason, parked_code from flow where authorization_id = $1")
                .execute(Tuple.of(of.authorization.value()))
                .await()
                .atMost(Duration.ofSeconds(60))
                .iterator()
                .next();
    }

    private void run(String sql) {
        run(journey, sql);
    }

    private void run(Journey of, String sql) {
        run(sql, of.authorization.value());
    }

    private void run(String sql, java.util.UUID id) {
        pool.preparedQuery(sql).execute(Tuple.of(id)).await().atMost(Duration.ofSeconds(60));
    }
}
