// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Answers the same request the same. The key is taken in the transaction of the change, so that a crash leaves both or neither; of two that
 * come at once the second one waits for the first one's commit. A request that changed nothing because it failed is not remembered.
 *
 * <p>Work of one transaction keeps its answer in it. Work that goes on after its commit keeps its beginning in it, and the answer when it is
 * there: whoever comes between, or after a crash, goes on from the same beginning.
 */
@ApplicationScoped
public class Idempotency {
    private static final Logger LOG = Logger.getLogger(Idempotency.class);
    private static final String FORGET = "delete from idempotency where created_at < now() - $1 * interval '1 second'";

    private final Database database;
    private final Migration migration;
    private final AnswerStore answers;
    private final Duration kept;

    @Inject
    Idempotency(Database database, Migration migration, AnswerStore answers, IdempotencyConfig config) {
        this.database = database;
        this.migration = migration;
        this.answers = answers;
        kept = config.kept();
    }

    /** Does {@code work} in {@code tx} unless this request was done before; then gives its answer back. */
    public <T> Uni<T> once(SqlConnection tx, Request request, Kept<T> answer, Supplier<Uni<T>> work) {
        return request.isNamed()
                ? answers.take(tx, request)
                        .chain(taken -> taken
                                ? work.get().call(made -> keep(tx, request, answer, made))
                                : answers.require(tx, request).map(earlier -> read(earlier, answer)))
                : work.get();
    }

    /**
     * The answer to the same request, if it was given before: for work that asks others before it changes anything. None while a first request has
     * only begun.
     */
    public <T> Uni<Optional<T>> earlier(SqlConnection tx, Request request, Kept<T> answer) {
        return request.isNamed()
                ? answers.find(tx, request).map(found -> found.filter(AnswerStore.Earlier::isAnswered)
                        .map(earlier -> read(earlier, answer)))
                : Uni.createFrom().item(Optional.empty());
    }

    /**
     * The answer to the same request where it was given before, else {@code failure}: for work that failed before it came to its key, because
     * what it needs is gone since.
     */
    public <T> Uni<T> earlierOr(Request request, Kept<T> answer, Throwable failure) {
        return database.inEnvironment(request.environment(), tx -> earlier(tx, request, answer))
                .chain(found -> found.map(made -> Uni.createFrom().item(made))
                        .orElseGet(() -> Uni.createFrom().failure(failure)));
    }

    /**
     * Does work about {@code subject} that goes on after its commit, in the request's environment. A repetition is given the answer, or, where
     * there is none yet, goes on from where the first one began.
     */
    public <B, T> Uni<T> inSteps(Request request, UUID subject, Steps<B, T> steps) {
        return database.inEnvironment(
                        request.environment(),
                        tx -> request.isNamed()
                                ? begin(tx, request, subject, steps)
                                : steps.begin().apply(tx).map(begun -> unkept(steps, begun)))
                .chain(Supplier::get);
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

    /** What is to be done after the commit. */
    private <B, T> Uni<Supplier<Uni<T>>> begin(SqlConnection tx, Request request, UUID subject, Steps<B, T> steps) {
        return answers.take(tx, request)
                .chain(taken -> taken
                        ? steps.begin()
                                .apply(tx)
                                .call(begun -> answers.keepBeginning(tx, request, begun, subject))
                                .map(begun -> rest(request, steps, begun))
                        : answers.require(tx, request).map(earlier -> goOn(request, steps, earlier)));
    }

    private <B, T> Supplier<Uni<T>> goOn(Request request, Steps<B, T> steps, AnswerStore.Earlier earlier) {
        return earlier.answer() == null
                ? rest(request, steps, answers.read(earlier.beginning(), steps.beginning()))
                : () -> Uni.createFrom().item(read(earlier, steps.answer()));
    }

    private <B, T> Supplier<Uni<T>> rest(Request request, Steps<B, T> steps, B begun) {
        return () -> steps.finish()
                .apply(begun)
                .chain(made -> database.inEnvironment(
                        request.environment(), tx -> keepOrFind(tx, request, steps.answer(), made)));
    }

    private static <B, T> Supplier<Uni<T>> unkept(Steps<B, T> steps, B begun) {
        return () -> steps.finish().apply(begun);
    }

    /** Of several that went on from one beginning, the first one's answer is everybody's. */
    private <T> Uni<T> keepOrFind(SqlConnection tx, Request request, Kept<T> answer, T made) {
        return keep(tx, request, answer, made)
                .chain(first -> first
                        ? Uni.createFrom().item(made)
                        : answers.find(tx, request).map(found -> found.map(earlier -> read(earlier, answer))
                                .orElse(made)));
    }

    private <T> Uni<Boolean> keep(SqlConnection tx, Request request, Kept<T> answer, T made) {
        return answers.keep(tx, request, made, answer.subject().apply(made));
    }

    private <T> T read(AnswerStore.Earlier earlier, Kept<T> answer) {
        return answers.read(earlier.answer(), answer.type());
    }
}
