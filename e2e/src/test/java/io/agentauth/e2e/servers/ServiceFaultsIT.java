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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fault matrix, rows 11, 12, 18, 36 and 38: a service dies between a commit and its event, one is away that others ask, one loses its database in
 * the middle of a rotation, one gets it back as it was before. Waits are a twentieth of the shipped ones, or a tenth.
 */
@Order(3)
@Tag("fault")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServiceFaultsIT {
    private static final String CREATED = "agent-auth.account-created.v1";
    private static final Duration SOON = Duration.ofSeconds(30);

    private static LocalStack stack;
    private static CrashRules rules;
    private static FaultProxy refresherDatabase;
    private static Servers servers;
    private static Topics topics;

    private Application application;

    @BeforeAll
    static void start() throws IOException {
        rules = new CrashRules(Tools.byteman(), Tools.folder("service-faults"));
        int postgresql = Ports.free();
        refresherDatabase = new FaultProxy(postgresql);
        LocalStack.Builder builder = Stacks.durable("service-faults")
                .port(Part.POSTGRESQL, postgresql)
                .jvmOptions(Part.ACCOUNT_SERVICE, rules.jvmOptions())
                .config(
                        Part.TOKEN_REFRESHER,
                        "DATABASE_URL_REACTIVE",
                        "postgresql://127.0.0.1:" + refresherDatabase.port() + "/refresher")
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
            journalled = Journal.awaitEntryOf(stack.kafka(), account, 2);
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
    @Order(Integer.MAX_VALUE) // The events of a restored database are not what was published: no test after it
    // compares them.
    @DisplayName(
            "R20, fault matrix 36: token-refresher's database restored to a time before renewals and a consent: no replay, and nobody is asked again")
    void aRestoredDatabaseIsRolledForwardBeforeAnythingIsSent() {
        List<String> accounts =
                new ArrayList<>(List.of(application.connected("early"), application.connected("riser")));
        Child refresher = stack.child(Part.TOKEN_REFRESHER);
        assertThat(refresher.stop(SOON)).isTrue();
        Backup backup = Backup.of(stack, Part.TOKEN_REFRESHER);
        refresher.start();
        stack.awaitReady(refresher);
        accounts.add(application.connected("late"));
        for (String account : accounts) {
            renew(account);
            renew(account);
            var _ = Journal.awaitEntryOf(stack.kafka(), account, 3);
        }

        assertThat(refresher.stop(SOON)).isTrue();
        backup.restore();
        assertThat(servers.texts(Part.TOKEN_REFRESHER, "insert into restore (word) values ('tested') returning word"))
                .containsExactly("tested");
        refresher.start();
        stack.awaitReady(refresher);
        accounts.forEach(this::renew);

        assertThat(application.truth().count("families_killed")).isZero();
        assertThat(application.truth().count("presentations_per_refresh_token_max"))
                .isEqualTo(1);
        assertThat(servers.texts(
                        Part.ACCOUNT_SERVICE,
                        "select epoch || ' ' || version from access_token where account_id in (select id from account where identifier"
                                + " in ('early', 'riser', 'late'))"))
                .containsExactly("2 4", "2 4", "2 4");
    }

    /** Where we are asked for patience, again. */
    private void renew(String account) {
        String before = application.token(account);
        await("renewed").atMost(SOON).until(() -> application.refresh(account).status() == 200);
        assertThat(application.token(account)).isNotEqualTo(before);
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
