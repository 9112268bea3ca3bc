// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.fault.CrashRules;
import io.agentauth.e2e.fault.CrashRules.Armed;
import io.agentauth.e2e.fault.FaultProxy;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Http;
import io.agentauth.e2e.support.Metrics;
import io.agentauth.e2e.support.Stacks;
import io.agentauth.e2e.support.Tools;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.api.Refused;
import io.agentauth.localstack.process.Child;
import io.agentauth.servers.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fault matrix, rows 11, 12, 18, 23, 33, 38 and 42: what the services stand on ends without notice and comes back. One stack, fsync on; after each
 * fault acknowledgements, databases, topics and the provider's truth log are compared. Waits are a twentieth of the shipped ones, or a tenth.
 */
@Order(3)
@Tag("fault")
class ServerFaultsIT {
    private static final String CREATED = "agent-auth.account-created.v1";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration REVOKED_WITHIN = Duration.ofSeconds(5);
    private static final int ACCESS_LIFE = 6;
    private static final int READERS = 8;

    private static LocalStack stack;
    private static CrashRules rules;
    private static FaultProxy refresherDatabase;
    private static Servers servers;
    private static Topics topics;

    private Application application;

    @BeforeAll
    static void start() throws IOException {
        rules = new CrashRules(Tools.byteman(), Tools.folder("server-faults"));
        int postgresql = Ports.free();
        refresherDatabase = new FaultProxy(postgresql);
        LocalStack.Builder builder = Stacks.durable("server-faults")
                .serversApart()
                .port(Part.POSTGRESQL, postgresql)
                .jvmOptions(Part.ACCOUNT_SERVICE, rules.jvmOptions())
                .config(
                        Part.TOKEN_REFRESHER,
                        "DATABASE_URL_REACTIVE",
                        "postgresql://127.0.0.1:" + refresherDatabase.port() + "/refresher")
                // Redis hears of each request, not of each hundredth.
                .config(Part.CALLBACK_GATEWAY, "agent-auth.gateway.rate-limit.block", "1")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.deadline", "4s")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.tcp-user-timeout", "2250ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.lease", "12s")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.pause-allowance", "1s")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.journal-after", "500ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.recover-every", "200ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.recover-after", "1s");
        for (Part owner : Part.owners()) {
            builder.config(owner, "agent-auth.outbox.lease", "1500ms")
                    .config(owner, "agent-auth.outbox.acknowledgement", "3s")
                    .config(owner, "agent-auth.outbox.backoff-max", "500ms");
        }
        stack = builder.start();
        servers = new Servers(stack);
        topics = new Topics(stack, servers);
    }

    @AfterAll
    static void stop() throws IOException {
        if (stack != null) {
            stack.close();
        }
        if (refresherDatabase != null) {
            refresherDatabase.close();
        }
    }

    @BeforeEach
    void application() {
        application = Application.strict(stack);
    }

    @ParameterizedTest(name = "{0}: {1} copies")
    @DisplayName("Fault matrix 11, 12: account-service killed between commit, Kafka's acknowledgement and the mark")
    @CsvSource({"RELAY_SENDS, 1", "RELAY_ACKNOWLEDGED, 2", "RELAY_DELETED, 1"})
    void whatIsCommittedIsPublishedAfterADeathWithOneEffect(String point, int copies) {
        Child account = stack.child(Part.ACCOUNT_SERVICE);
        String identifier = "victim-of-" + point;
        String acknowledged = "";

        Armed armed = rules.arm(point);
        try {
            acknowledged = application.account(identifier);
        } catch (Refused e) {
            // Not acknowledged, but committed: before that, the relay cannot be at the point.
            assertThat(e.status()).isIn(0, 502, 503);
        }
        await(point).atMost(SOON).until(() -> armed.fired() && !account.isAlive());
        assertThat(servers.number(Part.ACCOUNT_SERVICE, "select count(*) from outbox"))
                .as("left in the queue")
                .isEqualTo(point.equals(CrashRules.RELAY_DELETED) ? 0 : 1);
        account.start();
        stack.awaitReady(account);

        topics.awaitPublished(Part.ACCOUNT_SERVICE);
        String victim = only(application
                        .api()
                        .get("/v1/accounts?connection_id=" + application.connectionId() + "&identifier=" + identifier))
                .path("id")
                .asText();
        assertThat(acknowledged).isIn("", victim);
        assertThat(topics.copies(CREATED, victim)).isEqualTo(copies);
        await("the timeline tells of it, once").atMost(SOON).untilAsserted(() -> assertThat(
                        only(application.api().get("/v1/accounts/" + victim + "/events"))
                                .path("type")
                                .asText())
                .isEqualTo(CREATED));
    }

    @Test
    @DisplayName(
            "Fault matrix 18: connection-service away: reads and renewals go on, new connections and cold gateways say so")
    void withoutConnectionServiceTokensAreReadAndRenewed() {
        String account = application.connected("person");
        String token = application.token(account);
        Child connections = stack.child(Part.CONNECTION_SERVICE);
        Child gateway = stack.child(Part.CALLBACK_GATEWAY);

        connections.kill();
        assertThat(connections.isAlive()).isFalse();
        assertThat(application.token(account)).isEqualTo(token);
        assertThat(application.refresh(account).status()).isEqualTo(200);
        String renewed = application.token(account);
        assertThat(renewed).isNotEqualTo(token);
        assertThat(application.truth().isValid(renewed)).isTrue();
        Answer refused = application.api().post("/v1/connections", Map.of("provider", "emulator"));
        assertThat(refused.status()).isEqualTo(503);

        gateway.kill();
        gateway.start();
        Answer cold = answered(() -> application.tokenAnswer(account));
        assertThat(cold.status()).isEqualTo(503);
        assertThat(cold.text("code")).isEqualTo("service_unavailable");

        connections.start();
        stack.awaitReady(connections);
        stack.awaitReady(gateway);
        await("the gateway trades keys again")
                .atMost(SOON)
                .until(() -> application.tokenAnswer(account).status() == 200);
        assertThat(application.token(account)).isEqualTo(renewed);
        assertThat(Application.strict(stack).connectionId()).isNotEmpty();
        topics.assertWhole();
    }

    @Test
    @DisplayName("J4, fault matrix 23: Kafka killed under load: everything goes on, and nothing is missing afterwards")
    void withoutKafkaEverythingGoesOnAndNothingIsMissingAfterwards() {
        String leaving = application.connected("leaving");
        Load load = Load.on(application, 3, ACCESS_LIFE);
        try (load) {
            load.awaitMore(10, 3, 0);

            Child account = stack.child(Part.ACCOUNT_SERVICE);
            servers.kill(Part.KAFKA);
            load.awaitMore(40, 10, 2);
            application.revoke(leaving);
            assertThat(application.tokenAnswer(leaving).status()).isEqualTo(409);
            assertThat(servers.number(Part.ACCOUNT_SERVICE, "select count(*) from outbox"))
                    .as("waits for Kafka")
                    .isGreaterThan(10);
            await("operators see it")
                    .atMost(SOON)
                    .until(() -> Metrics.sum(List.of(account), "agentauth_outbox_queued") > 10);
            servers.start(Part.KAFKA);
            load.awaitMore(20, 5, 1);
            assertThat(load.failures()).isEmpty();
        }

        load.assertKept(servers);
        load.leave();
        topics.assertWhole();
        assertThat(application.status(leaving)).isNotEqualTo("active");
    }

    @Test
    @DisplayName(
            "Fault matrix 33: a PostgreSQL backend, then the postmaster killed under load: what was acknowledged is there")
    void whatPostgreSqlAcknowledgedSurvivesItsDeath() {
        assertThat(servers.texts(Part.ACCOUNT_SERVICE, "show fsync")).containsExactly("on");
        assertThat(servers.texts(Part.ACCOUNT_SERVICE, "show synchronous_commit"))
                .containsExactly("on");
        Load load = Load.on(application, 3, ACCESS_LIFE);
        try (load) {
            load.awaitMore(10, 3, 1);

            servers.killBackend(Part.TOKEN_REFRESHER);
            load.awaitMore(20, 5, 1);
            servers.killBackend(Part.ACCOUNT_SERVICE);
            load.awaitMore(20, 5, 1);
            servers.kill(Part.POSTGRESQL);
            load.awaitFailure();
            servers.start(Part.POSTGRESQL);
            load.awaitMore(40, 10, 2);
        }

        load.assertKept(servers);
        load.leave();
        topics.assertWhole();
        Part.services().forEach(service -> stack.awaitReady(stack.child(service)));
    }

    @Test
    @DisplayName(
            "Fault matrix 38: the database goes while the provider rotates: sealed in memory and journalled, then stored")
    void aTokenThatCannotBeCommittedIsKeptSealedAndStoredLater() {
        String account = application.connected("person");
        String token = application.token(account);
        Child refresher = stack.child(Part.TOKEN_REFRESHER);
        application.truth().switches("{'barrier': {'at': 'after', 'of': 'refresh'}}");
        CompletableFuture<Answer> asked = CompletableFuture.supplyAsync(() -> application.refresh(account));
        await("the provider has rotated")
                .atMost(SOON)
                .until(() -> application.truth().held() == 1);

        refresherDatabase.down();
        assertThat(refresherDatabase.cut()).isPositive();
        application.truth().release();
        String journalled;
        try {
            journalled = Journal.awaitEntryOf(stack.kafka(), account);
            assertThat(readiness(refresher)).isEqualTo(503);
            assertThat(servers.number(Part.TOKEN_REFRESHER, "select count(*) from attempt where resolved_at is null"))
                    .isEqualTo(1);
            assertThat(application.token(account))
                    .as("the old one is still good")
                    .isEqualTo(token);
        } finally {
            refresherDatabase.up();
        }

        String renewed = application.tokenAfter(account, token);
        assertThat(asked.join().status()).isIn(200, 503);
        assertThat(application.truth().isValid(renewed)).isTrue();
        assertThat(journalled).doesNotContain(renewed);
        assertThat(application.truth().count("refresh_presentations")).isEqualTo(1);
        assertThat(application.truth().count("families_killed")).isZero();
        await("ready again").atMost(SOON).until(() -> readiness(refresher) == 200);
        application.truth().calm();
        assertThat(application.refresh(account).status())
                .as("the stored refresh token works")
                .isEqualTo(200);
        assertThat(application.truth().count("presentations_per_refresh_token_max"))
                .isEqualTo(1);
        topics.assertWhole();
    }

    @Test
    @DisplayName(
            "H2, fault matrix 42: Redis killed, back, flushed, an old dump: no double renewal, a revoked key ends within 5 s")
    void withoutRedisNothingButLimitsChanges() {
        Load load = Load.on(application, 2, ACCESS_LIFE);
        try (load) {
            load.awaitMore(10, 3, 1);
            assertThat(servers.dump()).contains("agent-auth:rate:");
            Api operator = new Api(stack.baseUrl(), stack.installationKey());
            JsonNode key = Api.require(operator.post(
                    "/v1/api-keys",
                    Map.of(
                            "name",
                            "short",
                            "environment_id",
                            stack.environmentId(),
                            "scopes",
                            List.of("tokens:read"))));
            Api shortLived = new Api(stack.baseUrl(), key.path("key").asText());
            String path = "/v1/accounts/" + load.connected().getFirst() + "/token";
            assertThat(shortLived.get(path).status()).isEqualTo(200);

            servers.kill(Part.REDIS);
            load.awaitMore(20, 5, 1);
            assertThat(renewTogether(application, load.connected().getLast())).isTrue();
            Api.require(operator.delete(
                    "/v1/api-keys/" + key.path("id").asText() + "?environment_id=" + stack.environmentId()));
            await("the key ends")
                    .atMost(REVOKED_WITHIN)
                    .until(() -> shortLived.get(path).status() == 401);
            servers.start(Part.REDIS);
            load.awaitMore(20, 5, 1);
            String old = servers.dump();
            load.awaitMore(10, 3, 0);
            servers.flushAll();
            load.awaitMore(10, 3, 1);
            servers.restore(old);
            load.awaitMore(10, 3, 1);
            assertThat(renewTogether(application, load.connected().getLast())).isTrue();
            assertThat(load.failures()).isEmpty();
        }

        load.assertKept(servers);
        load.leave();
    }

    /** Many ask for a renewal of one account at once. Whether all got an answer that is allowed. */
    private static boolean renewTogether(Application application, String account) {
        return IntStream.range(0, READERS)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> application.refresh(account)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .allMatch(answer -> answer.status() == 200 || answer.status() == 503);
    }

    private static int readiness(Child child) {
        return Http.status("http://127.0.0.1:" + child.managementPort() + "/q/health/ready");
    }

    /** The first answer of a process that is starting. */
    private static Answer answered(Supplier<Answer> asks) {
        Answer[] answer = new Answer[1];
        await("an answer").atMost(SOON).ignoreException(Refused.class).until(() -> {
            answer[0] = asks.get();
            return true;
        });
        return answer[0];
    }

    private static JsonNode only(Answer list) {
        JsonNode data = Api.require(list).path("data");
        assertThat(data).hasSize(1);
        return data.get(0);
    }
}
