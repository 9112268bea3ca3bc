// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.member.Policy;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Policies, in the rows of their accounts: that is where a token read judges by them. Every method works in the caller's transaction. */
@ApplicationScoped
class PolicyStore {
    private static final String FIND =
            "select policy::text from account where id = $1 and environment_id = $2 and policy is not null";
    private static final String SAVE =
            """
            update account set policy = $3::text::jsonb, version = $4, updated_at = now() where id = $1 and environment_id = $2
            """;

    Uni<Optional<Policy>> find(SqlConnection tx, Account account) {
        return tx.preparedQuery(FIND)
                .execute(Tuple.of(account.id().value(), account.environmentId().value()))
                .map(found -> StreamSupport.stream(found.spliterator(), false)
                        .map(row -> Policy.read(row.getString(0)))
                        .findFirst());
    }

    /** Stores it in the next version of the account, which is locked. */
    Uni<Void> save(SqlConnection tx, Account account, @Nullable Policy policy) {
        return tx.preparedQuery(SAVE)
                .execute(Tuple.of(
                        account.id().value(),
                        account.environmentId().value(),
                        policy == null ? null : policy.stored(),
                        account.version() + 1))
                .replaceWithVoid();
    }
}
