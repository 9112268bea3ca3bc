// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.member;

import io.agentauth.database.Database;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.RequestId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Lets only those go on whom an account's policy allows it. Reading a token is judged where the token is read. */
@ApplicationScoped
public class Members {
    private static final String JUDGE = "select judge_member($1, $2, $3, $4, $5, $6, $7, $8)";

    private final Database database;
    private final CurrentCaller caller;

    @Inject
    Members(Database database, CurrentCaller caller) {
        this.database = database;
        this.caller = caller;
    }

    /**
     * Completes where there is no policy, where it allows the deed, and where there is no such account, which whoever does it finds. Fails with
     * {@code acting_user_required} or {@code not_allowed_by_policy}, after that is on record.
     *
     * @param actingUser as the caller sent it
     */
    public Uni<Void> require(EnvironmentId environment, AccountId account, Deed deed, @Nullable String actingUser) {
        Tuple parameters = Tuple.tuple()
                .addUUID(environment.value())
                .addUUID(account.value())
                .addString(deed.purpose())
                .addString(deed.wireName())
                .addString(ActingUser.named(actingUser))
                .addUUID(caller.get().keyId().value())
                .addString(RequestId.current())
                .addString(caller.clientAddress().orElse(null));
        return database.inEnvironment(environment, tx -> tx.preparedQuery(JUDGE).execute(parameters))
                .invoke(Members::allowed)
                .replaceWithVoid();
    }

    private static void allowed(RowSet<Row> judged) {
        String refused = judged.iterator().next().getString(0);
        if (refused != null) {
            throw Refused.of(refused).problem();
        }
    }
}
