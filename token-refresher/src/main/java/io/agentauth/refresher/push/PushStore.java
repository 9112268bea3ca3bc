// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.push;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.GrantId;
import io.agentauth.refresher.grant.Columns;
import io.agentauth.refresher.grant.StoredToken;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was pushed, and what is still to be. */
@ApplicationScoped
class PushStore {
    // Only a generation's first token completes an authorization.
    private static final String AUTHORIZATION =
            """
            (select a.authorization_id from attempt a
              where g.version = 1 and a.kind = 'code' and a.account_id = g.account_id and a.generation = g.generation limit 1)
                as authorization_id
            """;
    private static final String FORGOTTEN =
            """
            select %s, %s from "grant" as g
             where g.pushed_version < g.version and g.status = 'live'
               and g.updated_at < statement_timestamp() - $1 * interval '1 millisecond'
             order by g.updated_at limit $2
            """
                    .formatted(StoredToken.COLUMNS, AUTHORIZATION);
    private static final String OF_ACCOUNT =
            """
            select %s, %s from "grant" as g
             where g.environment_id = $1 and g.account_id = $2 and g.status in ('live', 'dead')
             order by g.generation, g.slot
            """
                    .formatted(StoredToken.COLUMNS, AUTHORIZATION);
    private static final String NOTE =
            """
            update "grant" as g set pushed_version = p.version
              from unnest($1::uuid[], $2::bigint[]) as p (id, version)
             where g.id = p.id and g.pushed_version < p.version
            """;

    private final Pool pool;

    @Inject
    PushStore(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    record Unpushed(StoredToken token, @Nullable AuthorizationId authorizationId) {
        private static Unpushed from(Row row) {
            java.util.UUID authorization = row.getUUID("authorization_id");
            return new Unpushed(
                    StoredToken.from(row), authorization == null ? null : new AuthorizationId(authorization));
        }
    }

    record Noted(GrantId grantId, long version) {}

    /** Tokens whose adoption was not noted for a while. */
    Uni<List<Unpushed>> forgotten(Duration age, int limit) {
        return pool.preparedQuery(FORGOTTEN)
                .execute(Tuple.of(age.toMillis(), (long) limit))
                .map(rows -> Columns.list(rows, Unpushed::from));
    }

    Uni<List<Unpushed>> of(EnvironmentId environment, AccountId account) {
        return pool.preparedQuery(OF_ACCOUNT)
                .execute(Tuple.of(environment.value(), account.value()))
                .map(rows -> Columns.list(rows, Unpushed::from));
    }

    Uni<Void> note(List<Noted> noted) {
        if (noted.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple parameters = Columns.of(noted)
                .uuid(one -> one.grantId().value())
                .number(Noted::version)
                .tuple();
        return pool.preparedQuery(NOTE).execute(parameters).replaceWithVoid();
    }
}
