// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.ids.AttemptId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.refresher.endpoint.EndpointConfig;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.grant.TokenHash;
import io.agentauth.vault.Sealed;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The write-ahead of codes: one attempt an authorization, ever, which a unique column sees to. */
@ApplicationScoped
class CodeAttempts {
    private static final String WRITE =
            """
            insert into attempt (
                id, kind, authorization_id, environment_id, account_id, slot, generation, code, parent_hash, presentations, owner, fence,
                deadline, hold_until, created_at)
            values ($1, 'code', $2, $3, $4, $5, $6, $7, $8, 1, $9, 0,
                    statement_timestamp() + $10 * interval '1 millisecond', statement_timestamp() + $11 * interval '1 millisecond',
                    statement_timestamp())
            """;
    private static final String TAKE_TURNS = "select pg_advisory_xact_lock(hashtextextended($1, 0))";
    private static final String BROUGHT =
            """
            select a.resolved_at is null as under_way
              from attempt as a
             where a.account_id = $1 and a.environment_id = $2 and a.kind = 'code' and a.parent_hash = $3
               and (a.resolved_at is null
                    or exists (select from "grant" as g
                                where g.account_id = a.account_id and g.generation = a.generation and g.status <> 'ended'))
             order by under_way desc limit 1
            """;
    private static final String RESOLVE =
            """
            update attempt set resolved_at = clock_timestamp(), outcome = $2, reason = $3, code = null
             where authorization_id = $1 and resolved_at is null
            """;
    private static final String INTERRUPTED =
            """
            select authorization_id from attempt
             where kind = 'code' and resolved_at is null and deadline <= statement_timestamp()
             order by deadline limit $1
            """;
    private static final UUID SELF = UUID.randomUUID();

    private final Pool worker;
    private final EndpointConfig endpoint;
    private final ExchangeConfig config;

    @Inject
    CodeAttempts(@ReactiveDataSource("worker") Pool worker, EndpointConfig endpoint, ExchangeConfig config) {
        this.worker = worker;
        this.endpoint = endpoint;
        this.config = config;
    }

    /** Writes down that a code is presented now. Nothing is sent before this is committed. */
    Uni<Void> write(SqlConnection tx, Flow flow, Sealed code, String slot) {
        return write(tx, flow, code, null, slot);
    }

    /** The same of a token that was brought: {@code hash} is what it is known by. */
    Uni<Void> write(SqlConnection tx, Flow flow, Sealed shown, @Nullable TokenHash hash, String slot) {
        Flow.Subject subject = flow.subject();
        Tuple columns = Tuple.tuple()
                .addUUID(AttemptId.next().value())
                .addUUID(subject.authorizationId().value())
                .addUUID(subject.environmentId().value())
                .addUUID(subject.accountId().value())
                .addString(slot)
                .addLong(subject.generation())
                .addValue(Buffer.buffer(shown.bytes()))
                .addValue(hash == null ? null : Buffer.buffer(hash.bytes()))
                .addUUID(SELF)
                .addLong(deadline().toMillis())
                .addLong(deadline().plus(endpoint.hold()).toMillis());
        return tx.preparedQuery(WRITE).execute(columns).replaceWithVoid();
    }

    /**
     * Whether the account's grant came of that token, or is about to: presented again, a token that rotates ends what came of it, and one that does not
     * would be revoked with the grant that it replaces. Until the end of the transaction, others who bring tokens for the account wait.
     */
    Uni<Optional<Failure>> broughtBefore(SqlConnection tx, Flow.Subject subject, TokenHash hash) {
        return tx.preparedQuery(TAKE_TURNS)
                .execute(Tuple.of("brought " + subject.accountId().value()))
                .chain(() -> tx.preparedQuery(BROUGHT)
                        .execute(Tuple.tuple()
                                .addUUID(subject.accountId().value())
                                .addUUID(subject.environmentId().value())
                                .addValue(Buffer.buffer(hash.bytes()))))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> row.getBoolean("under_way") ? Failure.UNDER_WAY : Failure.BROUGHT_BEFORE));
    }

    /** From the write to the commit of the outcome, at most. */
    private Duration deadline() {
        return endpoint.deadline().plus(config.identityWithin()).plus(config.commitWithin());
    }

    /** Notes what came of it; the code goes. */
    Uni<Void> resolve(SqlConnection tx, AuthorizationId id, String outcome, @Nullable String reason) {
        return tx.preparedQuery(RESOLVE)
                .execute(Tuple.of(id.value(), outcome, reason))
                .replaceWithVoid();
    }

    /** Those whose outcome nobody will tell any more. */
    Uni<List<AuthorizationId>> interrupted(int limit) {
        return worker.preparedQuery(INTERRUPTED).execute(Tuple.of((long) limit)).map(rows -> rows.stream()
                .map(row -> new AuthorizationId(row.getUUID("authorization_id")))
                .toList());
    }
}
