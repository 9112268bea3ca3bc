// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.device;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.refresher.endpoint.EndpointConfig;
import io.agentauth.refresher.exchange.ExchangeConfig;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.vault.Sealed;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** What flows keep that go on in another browser: the device code, and when it is shown next. Only the database's clock counts. */
@ApplicationScoped
class DeviceCodes {
    private static final Duration RETRY_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(2);
    private static final String TAKE_TURNS = "select pg_advisory_xact_lock(hashtextextended($1, 0))";
    private static final String OTHERS =
            """
            select authorization_id from flow
             where account_id = $1 and environment_id = $2 and device_code is not null and outcome is null and authorization_id <> $3
             order by authorization_id
            """;
    private static final String KEEP =
            """
            update flow
               set device_code = $2, device_for = $3, poll_millis = $4::bigint, presented_at = null,
                   next_poll_at = least(clock_timestamp() + $4::bigint * interval '1 millisecond', expires_at)
             where authorization_id = $1
            """;
    // The claim is the write-ahead, and a lease: until it ends, which is after the last moment at which the answer may
    // be read, nobody else shows the code.
    private static final String CLAIM =
            """
            with due as (
                select authorization_id, presented_at is not null as interrupted from flow
                 where next_poll_at <= statement_timestamp() and outcome is null
                   and not exists (select from restore where finished_at is null)
                 order by next_poll_at limit $1
                   for update skip locked
            )
            update flow as f
               set presented_at = clock_timestamp(),
                   next_poll_at = clock_timestamp() + (f.poll_millis + $2::bigint) * interval '1 millisecond'
              from due
             where f.authorization_id = due.authorization_id
            returning f.authorization_id, f.device_code, f.device_for, f.poll_millis, f.presented_at, due.interrupted
            """;
    // Only of the question that it is about: who was stalled beyond the lease changes nothing of what others ask by
    // then.
    private static final String AGAIN =
            """
            update flow
               set poll_millis = $2::bigint, presented_at = case when $4::boolean then null else presented_at end,
                   next_poll_at = least(clock_timestamp() + $3::bigint * interval '1 millisecond', expires_at)
             where authorization_id = $1 and next_poll_at is not null and presented_at = $5
            """;

    private final Pool worker;
    private final EndpointConfig endpoint;
    private final ExchangeConfig exchange;

    @Inject
    DeviceCodes(@ReactiveDataSource("worker") Pool worker, EndpointConfig endpoint, ExchangeConfig exchange) {
        this.worker = worker;
        this.endpoint = endpoint;
        this.exchange = exchange;
    }

    /**
     * A code whose turn it is, and which is this process's alone until the lease ends.
     *
     * @param sealed to its flow
     * @param tokenEndpoint where it may be shown: nowhere else
     * @param interval what is waited between two questions
     * @param interrupted whether an earlier question was never answered
     * @param presentedAt when it was claimed, which nobody else's claim has
     * @param claimedNanos {@link System#nanoTime} from before the claim
     */
    record Turn(
            AuthorizationId id,
            Sealed sealed,
            URI tokenEndpoint,
            Duration interval,
            boolean interrupted,
            OffsetDateTime presentedAt,
            long claimedNanos) {}

    /** Until the end of the transaction, others who begin such a flow for the account wait. Gives those that are open. */
    Uni<List<AuthorizationId>> others(SqlConnection tx, Flow.Subject subject) {
        AccountId account = subject.accountId();
        return tx.preparedQuery(TAKE_TURNS)
                .execute(Tuple.of("device " + account.value()))
                .chain(() -> tx.preparedQuery(OTHERS)
                        .execute(Tuple.of(
                                account.value(),
                                subject.environmentId().value(),
                                subject.authorizationId().value())))
                .map(rows -> rows.stream().map(DeviceCodes::id).toList());
    }

    /** Keeps the code of a flow that was stored in the same transaction; it is shown for the first time after one interval. */
    Uni<Void> keep(SqlConnection tx, AuthorizationId id, Sealed code, URI tokenEndpoint, Duration interval) {
        return tx.preparedQuery(KEEP)
                .execute(Tuple.of(
                        id.value(), Buffer.buffer(code.bytes()), tokenEndpoint.toString(), interval.toMillis()))
                .replaceWithVoid();
    }

    /** Takes those whose turn it is, {@code limit} at most. What nobody notes anything of has its next turn when the lease and an interval are over. */
    Uni<List<Turn>> claim(int limit) {
        long now = System.nanoTime();
        return worker.preparedQuery(CLAIM)
                .execute(Tuple.of((long) limit, lease().toMillis()))
                .map(rows -> rows.stream().map(row -> turn(row, now)).toList());
    }

    /** When it is shown next, from now on. Tried again while the database is away; nothing where others have taken the code since. */
    Uni<Void> again(Turn turn, Step.Again again) {
        return worker.preparedQuery(AGAIN)
                .execute(Tuple.of(
                        turn.id().value(),
                        again.interval().toMillis(),
                        again.pause().toMillis(),
                        again.answered(),
                        turn.presentedAt()))
                .onFailure()
                .retry()
                .withBackOff(RETRY_MIN, RETRY_MAX)
                .expireIn(exchange.commitWithin().toMillis())
                .replaceWithVoid();
    }

    /** How long after its claim a code may still be shown and its answer be read. */
    Duration within(Turn turn) {
        return endpoint.deadline().minusNanos(System.nanoTime() - turn.claimedNanos());
    }

    private Duration lease() {
        return endpoint.deadline().plus(exchange.identityWithin()).plus(exchange.commitWithin());
    }

    private static Turn turn(Row row, long claimedNanos) {
        return new Turn(
                id(row),
                new Sealed(row.getBuffer("device_code").getBytes()),
                URI.create(row.getString("device_for")),
                Duration.ofMillis(row.getLong("poll_millis")),
                row.getBoolean("interrupted"),
                row.getOffsetDateTime("presented_at"),
                claimedNanos);
    }

    private static AuthorizationId id(Row row) {
        UUID id = row.getUUID("authorization_id");
        return new AuthorizationId(id);
    }
}
