// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Metrics;
import io.agentauth.e2e.support.Stacks;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.process.Child;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fault matrix, rows 23, 33 and 42: what the services stand on ends without notice under load and comes back. One stack, fsync on; after each
 * fault acknowledgements, databases, topics and the provider's truth log are compared. Waits are a twentieth of the shipped ones, or a tenth.
 */
@Order(3)
@Tag("fault")
class ServerFaultsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration REVOKED_WITHIN = Duration.ofSeconds(5);
    private static final int ACCESS_LIFE = 6;
    private static final int READERS = 8;

    private static LocalStack stack;
    private static Servers servers;
    private static Topics topics;

    private Application application;

    @BeforeAll
    static void start() {
        LocalStack.Builder builder = Stacks.durable("server-faults")
                .serversApart()
                // Redis hears of each request, not of each hundredth.
                .config(Part.CALLBACK_GATEWAY, "agent-auth.gateway.rate-limit.block", "1")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.deadline", "4s")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.tcp-user-timeout", "2250ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.lease", "12s")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.pause-allowance", "1s")
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
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @BeforeEach
    void application() {
        application = Application.strict(stack);
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
}
