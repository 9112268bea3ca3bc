// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.budget;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.database.Migration;
import io.agentauth.ids.ConnectionId;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.renewal.Scaled;
import io.agentauth.testkit.ServersResource;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What processes keep in common: the rates in Redis, and whoever must be left alone in the database. */
@QuarkusTest
@TestProfile(Scaled.class)
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class BudgetsComponentTest {
    private static final Duration PATIENCE = ofSeconds(30);
    private static final Duration ANY = ofDays(1);

    @Inject
    Redis redis;

    @Inject
    BudgetConfig config;

    @Inject
    Blockades blockades;

    @Inject
    Migration migration;

    @Inject
    @ReactiveDataSource("worker")
    Pool pool;

    @Inject
    Vertx vertx;

    private final ConnectionId connection = ConnectionId.next();

    @BeforeEach
    void prepare() {
        var _ = get(migration.whenDone());
    }

    @Test
    @DisplayName("R15: two processes wait in one line, by Redis's clock")
    void oneLine() {
        List<SharedBuckets> processes = List.of(new SharedBuckets(redis, PATIENCE), new SharedBuckets(redis, PATIENCE));
        long begun = System.nanoTime();

        List<Duration> waits = new ArrayList<>();
        for (int place = 0; place < 20; place++) {
            waits.add(get(processes.get(place % 2).reserve(connection, 1, ANY)).orElseThrow());
        }

        Duration passed = Duration.ofNanos(System.nanoTime() - begun).plusMillis(1);
        for (int place = 0; place < waits.size(); place++) {
            assertThat(waits.get(place)).isBetween(atLeastZero(ofSeconds(place).minus(passed)), ofSeconds(place));
        }
        assertThat(get(processes.getFirst().reserve(ConnectionId.next(), 1, ANY)))
                .as("another connection's line")
                .hasValue(ZERO);
    }

    @Test
    @DisplayName("R15: a second's worth goes at once, whichever process asks; then each waits its turn")
    void burst() {
        List<SharedBuckets> processes = List.of(new SharedBuckets(redis, PATIENCE), new SharedBuckets(redis, PATIENCE));

        for (int place = 0; place < 10; place++) {
            assertThat(get(processes.get(place % 2).reserve(connection, 10, ANY)))
                    .hasValue(ZERO);
        }

        assertThat(get(processes.getFirst().reserve(connection, 10, ANY)).orElseThrow())
                .isLessThanOrEqualTo(ofMillis(100));
    }

    @Test
    @DisplayName("R15, I15, I18: who does not wait as long as it takes has no place in the line, and holds nobody up")
    void noPlaceUnused() {
        SharedBuckets buckets = new SharedBuckets(redis, PATIENCE);
        assertThat(get(buckets.reserve(connection, 1, ZERO))).hasValue(ZERO);

        for (int check = 0; check < 30; check++) {
            var _ = get(buckets.reserve(connection, 1, ZERO));
        }

        assertThat(get(buckets.reserve(connection, 1, ANY)).orElseThrow()).isLessThanOrEqualTo(ofSeconds(1));
    }

    @Test
    @DisplayName("R15: while Redis is away each process keeps to its share, and asks it again later")
    void redisIsAway() {
        NetServer there = server(0, true);
        int port = there.actualPort();
        there.close().toCompletionStage().toCompletableFuture().join();
        SharedBuckets buckets = new SharedBuckets(redisAt(port), PATIENCE);
        Budgets budgets = new Budgets(config, blockades, buckets);
        assertThat(get(buckets.reserve(connection, 10, ANY))).isEmpty();

        // Of ten a second this process has five, and a second's worth goes at once.
        long begun = System.nanoTime();
        Duration last = ZERO;
        for (int place = 0; place < 55; place++) {
            last = get(budgets.reserve(connection, 10, ANY));
        }
        Duration passed = Duration.ofNanos(System.nanoTime() - begun).plusMillis(1);
        assertThat(last).isBetween(atLeastZero(ofSeconds(10).minus(passed)), ofSeconds(10));

        NetServer back = server(port, true);
        await().atMost(PATIENCE)
                .until(() -> get(buckets.reserve(connection, 10, ANY)).isPresent());
        back.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    @DisplayName("R15: a Redis that does not answer is not waited for")
    void redisIsSilent() {
        NetServer silent = server(0, false);

        assertThat(get(new SharedBuckets(redisAt(silent.actualPort())).reserve(connection, 10, ANY)))
                .isEmpty();

        silent.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    @DisplayName("R15, I14: what one process was asked to wait, every other and every later one waits")
    void retryAfterIsKept() {
        Budgets one = process();
        Budgets other = process();
        assertThat(get(one.limit(connection, ofMinutes(2)))).isEqualTo(ofMinutes(2));
        var _ = get(one.limit(connection, ofSeconds(1)));

        get(other.refresh());

        for (Budgets process : List.of(one, other)) {
            assertThat(process.blockedFor(connection)).isBetween(ofSeconds(60), ofMinutes(2));
            assertThat(process.blocked(ofSeconds(5))).containsKey(connection);
            assertThat(process.room(100).except()).contains(connection);
            assertThat(process.blockedFor(ConnectionId.next())).isZero();
        }
    }

    @Test
    @DisplayName("R15, I14: what this process was told is not forgotten by a look at the table that began earlier")
    void retryAfterOutlivesAnEarlierLook() {
        Budgets process = process();
        Uni<Void> earlierLook = process.refresh();
        var _ = get(process.limit(connection, ofMinutes(2)));
        var _ = get(pool.preparedQuery("delete from endpoint_limit where connection_id = $1")
                .execute(Tuple.of(connection.value())));

        get(earlierLook);

        assertThat(process.blockedFor(connection)).isBetween(ofSeconds(60), ofMinutes(2));
    }

    @Test
    @DisplayName("R15: Retry-After is believed up to seven days")
    void retryAfterIsCapped() {
        Budgets one = process();
        Budgets other = process();

        assertThat(get(one.limit(connection, ofDays(400)))).isEqualTo(ofDays(7));

        get(other.refresh());
        assertThat(other.blockedFor(connection)).isBetween(ofDays(6), ofDays(7));
    }

    @Test
    @DisplayName("R15: a limit that has passed, or that was lifted, blocks nobody")
    void limitsPass() {
        Budgets one = process();
        var _ = get(one.limit(connection, ofMillis(1)));

        await().atMost(PATIENCE).untilAsserted(() -> {
            get(one.refresh());
            assertThat(one.blockedFor(connection)).isZero();
            assertThat(one.room(100).except()).doesNotContain(connection);
        });
    }

    @Test
    @DisplayName("R10: whoever is suspended or deleted is not asked for, on any process")
    void suspended() {
        for (String why : List.of("suspended_at = now()", "suspended_at = null, deleted = true")) {
            var _ = get(pool.preparedQuery(
                            """
                            insert into connection_copy (connection_id, environment_id, version, view, credentials_version)
                            values ($1, uuidv7(), 1, '{}', 1) on conflict do nothing
                            """)
                    .execute(Tuple.of(connection.value())));
            var _ = get(pool.preparedQuery("update connection_copy set " + why + " where connection_id = $1")
                    .execute(Tuple.of(connection.value())));
            Budgets process = process();

            get(process.refresh());

            assertThat(process.blockedFor(connection)).isPositive();
            assertThat(process.room(100).except()).contains(connection);
        }
        var _ = get(pool.preparedQuery("delete from connection_copy where connection_id = $1")
                .execute(Tuple.of(connection.value())));
    }

    private Budgets process() {
        return new Budgets(config, blockades, new SharedBuckets(redis));
    }

    private NetServer server(int port, boolean answering) {
        return vertx.createNetServer()
                .connectHandler(socket -> {
                    if (answering) {
                        socket.handler(_ -> socket.write(":0\r\n"));
                    }
                })
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private Redis redisAt(int port) {
        return Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString("redis://127.0.0.1:" + port)
                        .setProtocolNegotiation(false));
    }

    private static Duration atLeastZero(Duration duration) {
        return duration.isNegative() ? ZERO : duration;
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }
}
