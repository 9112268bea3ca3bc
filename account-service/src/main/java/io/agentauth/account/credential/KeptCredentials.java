// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.credential;

import io.agentauth.account.adoption.AdoptCredentials;
import io.agentauth.account.adoption.AdoptCredentials.Holder;
import io.agentauth.account.adoption.AdoptCredentials.Whose;
import io.agentauth.account.keyset.CredentialKeys;
import io.agentauth.database.Database;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Static credentials at rest: sealed to their account, slot and generation. */
@ApplicationScoped
public class KeptCredentials {
    private static final String FIELD = "static_credential";
    private static final String FIND =
            """
            select t.generation, t.sealed from access_token t join account a on a.id = t.account_id and a.generation = t.generation
             where t.account_id = $1 and t.environment_id = $2 and t.slot = $3
            """;

    private final CredentialKeys keys;
    private final AdoptCredentials adoption;
    private final Database database;

    @Inject
    KeptCredentials(CredentialKeys keys, AdoptCredentials adoption, Database database) {
        this.keys = keys;
        this.adoption = adoption;
        this.database = database;
    }

    /** What an account has, and of which consent. */
    public record Current(long generation, Entered entered) {}

    /** Makes {@code entered} the account's credentials; false if the account or that generation has ended meanwhile. */
    public Uni<Boolean> keep(Holder holder, Entered entered, @Nullable Whose whose) {
        return keys.seal(entered.toJson(), place(holder)).chain(envelope -> adoption.adopt(holder, envelope, whose));
    }

    /** Opens what was found where {@code holder} has it. Fails with {@code key_service_unavailable}. */
    public Uni<Entered> open(Sealed sealed, Holder holder) {
        return keys.open(sealed, place(holder)).map(Entered::from);
    }

    /** What the account has now, if it has any. For {@code holder} of whatever generation. */
    public Uni<Optional<Current>> find(Holder holder) {
        return database.worker()
                .preparedQuery(FIND)
                .execute(Tuple.of(
                        holder.accountId().value(), holder.environmentId().value(), holder.slot()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).findFirst())
                .chain(row -> row.isEmpty() ? Uni.createFrom().item(Optional.empty()) : open(row.get(), holder));
    }

    private Uni<Optional<Current>> open(Row row, Holder holder) {
        long generation = row.getLong("generation");
        return open(new Sealed(row.getBuffer("sealed").getBytes()), holder.of(generation))
                .map(entered -> Optional.of(new Current(generation, entered)));
    }

    private static Place place(Holder holder) {
        EnvironmentId environment = holder.environmentId();
        AccountId account = holder.accountId();
        return new Place(
                environment.value(),
                account.value(),
                holder.slot(),
                FIELD,
                holder.generation(),
                AdoptCredentials.VERSION);
    }
}
