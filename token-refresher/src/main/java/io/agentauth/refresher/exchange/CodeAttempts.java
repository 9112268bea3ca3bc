// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.ids.AttemptId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.refresher.endpoint.EndpointConfig;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.vault.Sealed;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The write-ahead of codes: one attempt an authorization, ever, which a unique column sees to. */
@ApplicationScoped
class CodeAttempts {
    private static final String WRITE =
            """
            insert into attempt (
                id, kind, authorization_id, environment_id, account_id, slot, generation, code, presentations, owner, fence,
                deadline, hold_until, created_at)
            values ($1, 'code', $2, $3, $4, $5, $6, $7, 1, $8, 0,
                    statement_timestamp() + $9 * interval '1 millisecond', statement_timestamp() + $10 * interval '1 millisecond',
                    statement_timestamp())
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
        Flow.Subject subject = flow.subject();
        Tuple columns = Tuple.tuple()
                .addUUID(AttemptId.next().value())
                .addUUID(subject.authorizationId().value())
                .addUUID(subject.environmentId().value())
                .addUUID(subject.accountId().value())
                .addString(slot)
                .addLong(subject.generation())
                .addBuffer(Buffer.buffer(code.bytes()))
                .addUUID(SELF)
                .addLong(deadline().toMillis())
                .addLong(deadline().plus(endpoint.hold()).toMillis());
        return tx.preparedQuery(WRITE).execute(columns).replaceWithVoid();
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
