// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.push;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.problems.ProblemJson;
import io.agentauth.refresher.grant.Columns;
import io.agentauth.refresher.pace.Loop;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/**
 * A queue of outcomes: written in the transaction of what they tell of, delivered after the commit, and again until account-service has taken
 * them. It knows them by id, so a second delivery is a no-op.
 */
@ApplicationScoped
public class Outcomes {
    private static final int SET = 200;
    private static final String OUTCOMES = "/internal/outcomes";
    private static final ObjectMapper JSON = ProblemJson.acrossReleases();

    private static final String INSERT =
            """
            insert into outcome_push (id, account_id, payload, created_at, tries, next_try_at)
            select id, account_id, payload, clock_timestamp(), 0, clock_timestamp()
              from unnest($1::uuid[], $2::uuid[], $3::text[]) as o (id, account_id, payload)
            """;
    private static final String DUE =
            """
            update outcome_push set tries = tries + 1,
                   next_try_at = statement_timestamp() + least(300, power(2, least(tries, 10))) * interval '1 second'
             where id in (select id from outcome_push where next_try_at <= statement_timestamp()
                           order by next_try_at limit $1 for update skip locked)
            returning id, payload
            """;
    private static final String WAITING = "select exists (select from outcome_push where account_id = $1) as waiting";
    private static final String DELETE = "delete from outcome_push where id = any($1)";

    private final ServiceCalls services;
    private final Pool pool;
    private final PushConfig config;
    private final Loop deliver;

    @Inject
    Outcomes(ServiceCalls services, @ReactiveDataSource("worker") Pool pool, PushConfig config, Vertx vertx) {
        this.services = services;
        this.pool = pool;
        this.config = config;
        this.deliver = new Loop(vertx, "tell outcomes", config.repeatEvery(), this::turn);
    }

    record Body(List<Outcome> outcomes) {}

    record Answer(List<Taken> results) {}

    record Taken(UUID id, String result) {}

    private record Waiting(UUID id, Outcome outcome) {
        static Waiting from(Row row) {
            try {
                return new Waiting(row.getUUID("id"), JSON.readValue(row.getString("payload"), Outcome.class));
            } catch (JacksonException e) {
                throw new IllegalStateException("an outcome cannot be read", e);
            }
        }
    }

    void start(@Observes StartupEvent event, Migration migration) {
        deliver.startAfter(migration.whenDone());
    }

    void stop(@Observes ShutdownEvent event) {
        deliver.stop();
    }

    /** Queues outcomes in the caller's transaction. Call {@link #wake} after its commit. */
    public Uni<Void> add(SqlConnection tx, List<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple parameters = Columns.of(outcomes)
                .uuid(Outcome::id)
                .uuid(outcome -> outcome.accountId().value())
                .text(Outcomes::write)
                .tuple();
        return tx.preparedQuery(INSERT).execute(parameters).replaceWithVoid();
    }

    /** Deliver now. Without it they leave within seconds. */
    public void wake() {
        deliver.wake();
    }

    /** Whether account-service has been told everything about {@code account}. */
    public Uni<Boolean> areTold(AccountId account) {
        return pool.preparedQuery(WAITING)
                .execute(Tuple.of(account.value()))
                .map(rows -> !rows.iterator().next().getBoolean("waiting"));
    }

    private Uni<Loop.Found> turn() {
        return pool.preparedQuery(DUE)
                .execute(Tuple.of((long) SET))
                .map(rows -> Columns.list(rows, Waiting::from))
                .call(this::send)
                .map(waiting -> waiting.size() < SET ? Loop.Found.ENOUGH : Loop.Found.MORE);
    }

    private Uni<Void> send(List<Waiting> waiting) {
        if (waiting.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Body body = new Body(waiting.stream().map(Waiting::outcome).toList());
        return services.post(ServiceName.ACCOUNT_SERVICE, OUTCOMES, body, Answer.class, config.answerMax())
                .chain(answer -> delete(answer.results()))
                .replaceWithVoid();
    }

    private Uni<Void> delete(List<Taken> taken) {
        UUID[] ids = taken.stream().map(Taken::id).toArray(UUID[]::new);
        return pool.preparedQuery(DELETE)
                .execute(Tuple.tuple().addArrayOfUUID(ids))
                .replaceWithVoid();
    }

    private static String write(Outcome outcome) {
        try {
            return JSON.writeValueAsString(outcome);
        } catch (JacksonException e) {
            throw new IllegalStateException("an outcome cannot be written", e);
        }
    }
}
