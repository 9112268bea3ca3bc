// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import io.agentauth.account.verification.Pending.Person;
import io.agentauth.account.verification.Pending.State;
import io.agentauth.account.verification.Pending.Subject;
import io.agentauth.database.Database;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Authorizations as far as the application confirms them. */
@ApplicationScoped
class VerificationStore {
    private static final String SUBJECT =
            "t.environment_id, t.account_id, t.id as authorization_id, t.connection_id, t.generation";
    private static final String FIND = "select " + SUBJECT + " from authorization_attempt t where t.verify_hash = $1";
    // The account first, as everybody takes it.
    private static final String LOCK_ACCOUNT =
            """
            select a.id from account a
             where a.id = (select account_id from authorization_attempt where id = $1) for no key update
            """;
    private static final String LOCK = "select " + SUBJECT
            + """
            , a.provider, a.identifier_type, a.identifier, t.verify_nonce, t.verdict is not null as decided,
                   case when t.verification then t.user_verify_url end as verify_url,
                   coalesce(t.verify_until <= statement_timestamp(), false) as late,
                   t.status = 'waiting' and a.deleted_at is null and t.generation > greatest(a.generation, a.generation_ended) as open
              from authorization_attempt t join account a on a.id = t.account_id
             where t.id = $1 for no key update of t
            """;
    private static final String ASK =
            """
            update authorization_attempt
               set verify_nonce = $2, verify_hash = $3, verify_until = coalesce(verify_until, now() + $4 * interval '1 second'),
                   flow_expires_at = coalesce(verify_until, now() + $4 * interval '1 second')
             where id = $1
            """;
    private static final String PEND =
            """
            update account set status = 'pending_verification', status_reason = null, version = version + 1, updated_at = now()
             where id = $1 and status = 'pending_auth'
            returning version
            """;
    // Whoever rules tells it first: a sweeper that finds it that early would only tell it twice.
    private static final String RULE =
            """
            update authorization_attempt
               set verdict = $2, verdict_at = now(), verdict_due_at = now() + $3 * interval '1 second'
             where id = $1 and verdict is null
            """;
    private static final String TAKE =
            """
            update authorization_attempt t set verdict_due_at = now() + $2 * interval '1 second' * 2
             where t.id in (select id from authorization_attempt
                             where verdict_due_at <= now() and verdict_at > now() - $3 * interval '1 second'
                             order by verdict_due_at limit $1 for update skip locked)
            returning\s"""
                    + SUBJECT + ", t.verdict";
    private static final String TOLD = "update authorization_attempt set verdict_due_at = null where id = $1";

    private final Database database;
    private final VerificationConfig config;

    @Inject
    VerificationStore(Database database, VerificationConfig config) {
        this.database = database;
        this.config = config;
    }

    /** What is to be told, and whether the person was the right one. */
    record Due(Subject subject, boolean confirmed) {}

    /** Whose proof it is, in whatever environment. */
    Uni<Optional<Subject>> find(byte[] hashOfProof) {
        return database.worker()
                .preparedQuery(FIND)
                .execute(Tuple.of(Buffer.buffer(hashOfProof)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(VerificationStore::subject)
                        .findFirst());
    }

    /** The authorization as it is now; neither it nor its account changes before the transaction ends. */
    Uni<Optional<Pending>> lock(SqlConnection tx, AuthorizationId id) {
        return tx.preparedQuery(LOCK_ACCOUNT)
                .execute(Tuple.of(id.value()))
                .chain(_ -> tx.preparedQuery(LOCK).execute(Tuple.of(id.value())))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(VerificationStore::pending)
                        .findFirst());
    }

    /** The application is asked by that proof; the time for its answer begins with the first time. */
    Uni<Void> ask(SqlConnection tx, AuthorizationId id, Proof proof, Duration within) {
        return tx.preparedQuery(ASK)
                .execute(Tuple.of(id.value(), proof.nonce(), Buffer.buffer(proof.hash()), seconds(within)))
                .replaceWithVoid();
    }

    /** What is stored of a proof. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Proof(String nonce, byte[] hash) {}

    /** An account that waited for consent waits for the application's word; the new version, if it did. */
    Uni<Optional<Long>> pend(SqlConnection tx, AccountId id) {
        return tx.preparedQuery(PEND).execute(Tuple.of(id.value())).map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .map(row -> row.getLong("version"))
                .findFirst());
    }

    /** Notes what was decided; nobody but whoever does so tells it before {@code notBefore} is over. */
    Uni<Void> rule(SqlConnection tx, Ruling ruling, Duration notBefore) {
        return tx.preparedQuery(RULE)
                .execute(Tuple.of(
                        ruling.subject().authorizationId().value(),
                        ruling.isConfirmed() ? "confirmed" : "refused",
                        seconds(notBefore)))
                .replaceWithVoid();
    }

    /** Those that are due, each for one sweeper. */
    Uni<List<Due>> take() {
        return database.worker()
                .preparedQuery(TAKE)
                .execute(Tuple.of((long) config.batch(), seconds(config.within()), seconds(config.toldFor())))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Due(subject(row), "confirmed".equals(row.getString("verdict"))))
                        .toList());
    }

    Uni<Void> told(AuthorizationId id) {
        return database.worker()
                .preparedQuery(TOLD)
                .execute(Tuple.of(id.value()))
                .replaceWithVoid();
    }

    private static Pending pending(Row row) {
        return new Pending(
                subject(row),
                row.getString("provider"),
                new Person(row.getString("identifier_type"), row.getString("identifier")),
                new State(
                        row.getBoolean("open"),
                        row.getBoolean("decided"),
                        row.getBoolean("late"),
                        row.getString("verify_url"),
                        row.getString("verify_nonce")));
    }

    private static Subject subject(Row row) {
        return new Subject(
                new EnvironmentId(row.getUUID("environment_id")),
                new AccountId(row.getUUID("account_id")),
                new AuthorizationId(row.getUUID("authorization_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getLong("generation"));
    }

    private static double seconds(Duration span) {
        return span.toMillis() / 1000.0;
    }
}
