// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.agentauth.events.AccountEvent;
import io.agentauth.events.AccountPaused;
import io.agentauth.events.Actor;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.EventId;
import io.agentauth.telemetry.TraceContext;
import io.agentauth.testkit.Servers;
import io.agentauth.testkit.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.context.Scope;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A database with the outbox's tables, its two pools, and the parts that tests wire by hand. */
final class OutboxFixture implements AutoCloseable {
    /** Somebody's trace. */
    static final String CLICK = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    final Servers servers = Servers.require();
    final TestDatabase database = servers.newDatabase("outbox");
    final Vertx vertx = Vertx.vertx();
    final Pool app = pool("app");
    final Pool worker = pool("worker");
    final Wakeup wakeup = new Wakeup();
    final Outbox outbox = new Outbox(wakeup);
    final Inbox inbox = new Inbox();
    final OutboxQueue queue = new OutboxQueue(worker);
    final OutboxConfig config = config("2s");
    private final List<AutoCloseable> closing = new ArrayList<>();

    OutboxFixture() throws Exception {
        migrate("V1__outbox.sql");
        migrate("V2__traceparent.sql");
        migrate("V3__published_events.sql");
    }

    private void migrate(String file) throws Exception {
        try (var in = Outbox.class.getResourceAsStream("/db/outbox/" + file);
                Connection owner = database.connect("owner");
                var statement = owner.createStatement()) {
            statement.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${app}", database.user("app"))
                    .replace("${worker}", database.user("worker")));
        }
    }

    /** Topics that tests find; a machine that is busy with something else may take its time. */
    void createTopics() throws Exception {
        new Broker(Map.of("bootstrap.servers", servers.kafka()), config("60s")).requireTopics();
    }

    Broker broker(String bootstrapServers) {
        return new Broker(Map.of("bootstrap.servers", bootstrapServers), config);
    }

    OutboxRelay relay(String bootstrapServers) {
        OutboxRelay relay = new OutboxRelay(queue, broker(bootstrapServers), config, new SimpleMeterRegistry());
        closing.add(relay);
        return relay;
    }

    /** A running relay, as a replica has one. */
    RelayThread startRelay(String bootstrapServers, Wakeup by) {
        RelayThread relay = new RelayThread(queue, broker(bootstrapServers), config, by, new SimpleMeterRegistry());
        relay.start(null);
        closing.add(() -> relay.stop(null));
        return relay;
    }

    List<EventId> append(List<NewEvent> events) {
        return await(app.withTransaction(tx -> outbox.append(tx, events)));
    }

    /** The same as part of a trace. */
    List<EventId> appendIn(String traceparent, List<NewEvent> events) {
        return await(app.withTransaction(tx -> {
            try (Scope _ = TraceContext.of(traceparent).makeCurrent()) {
                return outbox.append(tx, events);
            }
        }));
    }

    /** Makes everything that is stored so old. */
    void age(Duration by) throws Exception {
        try (Connection all = servers.superuser(database.name());
                var statement = all.createStatement()) {
            statement.execute("update event set occurred_at = occurred_at - interval '" + by.toSeconds() + " seconds'");
            statement.execute("update inbox set received_at = received_at - interval '" + by.toSeconds() + " seconds'");
        }
    }

    long count(String table) throws Exception {
        try (Connection all = servers.superuser(database.name());
                var statement = all.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    /** An event about {@code account} that says in its generation which one it is. */
    static AccountEvent event(AccountId account, int number) {
        return new AccountPaused(ENVIRONMENT, account, CONNECTION, "emulated", number, 1, Actor.SYSTEM);
    }

    static List<NewEvent> events(AccountId account, int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(number -> NewEvent.of(event(account, number)))
                .toList();
    }

    private static final EnvironmentId ENVIRONMENT = EnvironmentId.next();
    private static final ConnectionId CONNECTION = ConnectionId.next();

    private Pool pool(String role) {
        PgConnectOptions options = PgConnectOptions.fromUri(database.reactiveUrl())
                .setUser(database.user(role))
                .setPassword(database.password())
                .setCachePreparedStatements(true);
        return new Pool(PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(8))
                .connectingTo(options)
                .using(vertx)
                .build());
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : closing) {
            part.close();
        }
        await(app.close());
        await(worker.close());
        vertx.close().toCompletionStage().toCompletableFuture().get();
        servers.drop(database);
    }

    private static OutboxConfig config(String acknowledgement) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withMapping(OutboxConfig.class)
                .withDefaultValue("quarkus.application.name", "test-service")
                .withDefaultValue("agent-auth.outbox.lease", "2s")
                .withDefaultValue("agent-auth.outbox.acknowledgement", acknowledgement)
                .withDefaultValue("agent-auth.outbox.poll", "50ms")
                .withDefaultValue("agent-auth.outbox.poll-idle", "50ms")
                .withDefaultValue("agent-auth.outbox.backoff-max", "200ms")
                .build()
                .getConfigMapping(OutboxConfig.class);
    }
}
