// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.credential;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.account.adoption.AdoptCredentials.Holder;
import io.agentauth.account.adoption.AdoptCredentials.Whose;
import io.agentauth.account.keyset.CredentialKeys;
import io.agentauth.database.Database;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.Place;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What somebody entered whom the application has still to confirm: sealed at its authorization, and no account's. It goes with whatever ends the
 * authorization.
 */
@ApplicationScoped
public class ParkedCredentials {
    private static final String FIELD = "entered";
    private static final String PARK =
            "update authorization_attempt set entered = $2, form_nonce = null where id = $1 and status = 'waiting' and entered is null";
    private static final String FIND =
            """
            select t.environment_id, t.account_id, t.connection_id, t.generation, t.entered, a.default_slot
              from authorization_attempt t join account a on a.id = t.account_id
             where t.id = $1 and t.form_cookie is not null
            """;

    private final Database database;
    private final CredentialKeys keys;
    private final KeptCredentials kept;

    @Inject
    ParkedCredentials(Database database, CredentialKeys keys, KeptCredentials kept) {
        this.database = database;
        this.keys = keys;
        this.kept = kept;
    }

    /** Parks {@code entered} at its authorization; false if that is over, or has some. */
    public Uni<Boolean> park(AuthorizationId authorization, Holder holder, Entered entered, @Nullable Whose whose) {
        return keys.seal(Parked.json(entered, whose), place(authorization, holder))
                .chain(envelope -> database.worker()
                        .preparedQuery(PARK)
                        .execute(Tuple.of(authorization.value(), Buffer.buffer(envelope.bytes()))))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * The application has spoken about {@code authorization}: what was parked becomes the account's if it confirmed; if not, it has gone with the
     * authorization. False if nothing is ever entered for that one, so that somebody else is to be told.
     */
    public Uni<Boolean> settle(AuthorizationId authorization, boolean confirmed) {
        return database.worker()
                .preparedQuery(FIND)
                .execute(Tuple.of(authorization.value()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).findFirst())
                .chain(row -> row.isPresent() && confirmed
                        ? adopt(authorization, row.get()).replaceWith(true)
                        : Uni.createFrom().item(row.isPresent()));
    }

    private Uni<Void> adopt(AuthorizationId authorization, Row row) {
        io.vertx.mutiny.core.buffer.Buffer sealed = row.getBuffer("entered");
        if (sealed == null) {
            // It was done before.
            return Uni.createFrom().voidItem();
        }
        Holder holder = new Holder(
                new EnvironmentId(row.getUUID("environment_id")),
                new AccountId(row.getUUID("account_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getString("default_slot"),
                row.getLong("generation"));
        return keys.open(new Sealed(sealed.getBytes()), place(authorization, holder))
                .map(Parked::from)
                .chain(parked -> kept.keep(holder, Entered.of(parked.fields()), parked.whose()))
                .replaceWithVoid();
    }

    private static Place place(AuthorizationId authorization, Holder holder) {
        return new Place(
                holder.environmentId().value(), authorization.value(), holder.slot(), FIELD, holder.generation(), 1);
    }

    /** Both together, as they are sealed; they do not print. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Parked(Map<String, String> fields, @Nullable Whose whose) {
        private static final ObjectMapper JSON = new ObjectMapper();

        static Sensitive json(Entered entered, @Nullable Whose whose) {
            try {
                return Sensitive.of(JSON.writeValueAsBytes(new Parked(entered.plain(Reveal.TO_SEAL), whose)));
            } catch (IOException e) {
                throw new IllegalStateException("texts are always JSON", e);
            }
        }

        static Parked from(Sensitive json) {
            try {
                return JSON.readValue(json.revealBytes(Reveal.TO_HAND_OUT), Parked.class);
            } catch (IOException e) {
                throw new IllegalStateException("what was sealed is no JSON", e);
            }
        }

        @Override
        public String toString() {
            return "Parked[redacted]";
        }
    }
}
