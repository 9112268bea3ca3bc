// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Answers the same request the same. The key is taken in the transaction of the change, and its answer is stored with it: a crash leaves both
 * or neither, and of two that come at once the second one waits for the first one's commit. A request that failed is not remembered.
 */
@ApplicationScoped
public class Idempotency {
    private static final Logger LOG = Logger.getLogger(Idempotency.class);
    private static final String TAKE =
            """
            insert into idempotency (environment_id, key, request_hash) values ($1, $2, $3)
            on conflict do nothing returning key
            """;
    private static final String FIND =
            "select request_hash, answer from idempotency where environment_id = $1 and key = $2";
    private static final String KEEP = "update idempotency set answer = $3 where environment_id = $1 and key = $2";
    private static final String FORGET = "delete from idempotency where created_at < now() - $1 * interval '1 second'";

    private final Database database;
    private final Migration migration;
    private final ObjectMapper json;
    private final Duration kept;

    @Inject
    Idempotency(Database database, Migration migration, ObjectMapper json, IdempotencyConfig config) {
        this.database = database;
        this.migration = migration;
        this.json = json;
        kept = config.kept();
    }

    /** Does {@code work} in {@code tx} unless this request was done before; then gives its answer back. An answer holds no secret. */
    public <T> Uni<T> once(SqlConnection tx, Request request, Class<T> type, Supplier<Uni<T>> work) {
        String key = request.key();
        return key == null
                ? work.get()
                : tx.preparedQuery(TAKE)
                        .execute(Tuple.of(request.environment().value(), key, Buffer.buffer(request.hash())))
                        .chain(taken -> taken.size() == 1
                                ? work.get().call(answer -> keep(tx, request, key, answer))
                                : again(tx, request, key, type));
    }

    /** The answer to the same request, if it was given before: for work that asks others before it changes anything. */
    public <T> Uni<Optional<T>> earlier(SqlConnection tx, Request request, Class<T> type) {
        String key = request.key();
        return key == null
                ? Uni.createFrom().item(Optional.empty())
                : tx.preparedQuery(FIND)
                        .execute(Tuple.of(request.environment().value(), key))
                        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(answerIn(rows, request, type)));
    }

    @Scheduled(
            every = "${agent-auth.idempotency.sweep-every:10m}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return migration.isDone()
                ? database.worker()
                        .preparedQuery(FORGET)
                        .execute(Tuple.of((double) kept.toSeconds()))
                        .replaceWithVoid()
                        .onFailure()
                        .invoke(failure -> LOG.warnf(
                                "Old answers stay: %s", failure.getClass().getSimpleName()))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> keep(SqlConnection tx, Request request, String key, Object answer) {
        return tx.preparedQuery(KEEP)
                .execute(Tuple.of(request.environment().value(), key, write(answer)))
                .replaceWithVoid();
    }

    private <T> Uni<T> again(SqlConnection tx, Request request, String key, Class<T> type) {
        return tx.preparedQuery(FIND)
                .execute(Tuple.of(request.environment().value(), key))
                .map(rows -> answerIn(rows, request, type));
    }

    private <T> T answerIn(RowSet<Row> rows, Request request, Class<T> type) {
        for (Row row : rows) {
            if (!MessageDigest.isEqual(row.getBuffer("request_hash").getBytes(), request.hash())) {
                throw new ProblemException(
                        ProblemType.IDEMPOTENCY_CONFLICT, "Use a new Idempotency-Key for a new request.");
            }
            return read(row.getString("answer"), type);
        }
        throw new ProblemException(
                ProblemType.CONFLICT, "The first request with this Idempotency-Key was undone. Try again.");
    }

    private String write(Object answer) {
        try {
            return json.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written", e);
        }
    }

    private <T> T read(String answer, Class<T> type) {
        try {
            return json.readValue(answer, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept answer cannot be read", e);
        }
    }
}
