// SPDX-License-Identifier: Apache-2.0
package io.agentauth.database;

import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.Outbox;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Function;

/**
 * The two ways into the database, and the one idiom of a transaction: change the state, append the events, commit.
 *
 * <p>The role {@code app} serves callers and is held to one environment by row-level security; the role {@code worker} sweeps, consumes and
 * adopts across environments.
 */
@ApplicationScoped
public class Database {
    private static final String ENTER = "select set_config('agent_auth.environment', $1, true)";

    private final Pool app;
    private final Pool worker;
    private final Outbox outbox;

    @Inject
    Database(Pool app, @ReactiveDataSource("worker") Pool worker, Outbox outbox) {
        this.app = app;
        this.worker = worker;
        this.outbox = outbox;
    }

    /**
     * One transaction of the role {@code app} inside {@code environment}: nothing else can be seen or written. After the commit the relay is
     * told to publish.
     */
    public <T> Uni<T> inEnvironment(EnvironmentId environment, Function<SqlConnection, Uni<T>> work) {
        return app.withTransaction(tx -> tx.preparedQuery(ENTER)
                        .execute(Tuple.of(environment.value().toString()))
                        .chain(_ -> work.apply(tx)))
                .invoke(outbox::wake);
    }

    /** One transaction of the role {@code worker}, across environments. After the commit the relay is told to publish. */
    public <T> Uni<T> asWorker(Function<SqlConnection, Uni<T>> work) {
        return worker.withTransaction(work).invoke(outbox::wake);
    }

    /** For single statements of the role {@code app} that need no environment: functions that take one. */
    public Pool app() {
        return app;
    }

    /** For single statements of the role {@code worker}. */
    public Pool worker() {
        return worker;
    }
}
