// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import io.agentauth.account.adoption.AdoptCredentials.Holder;
import io.agentauth.account.adoption.AdoptCredentials.Whose;
import io.agentauth.account.connect.Form.Person;
import io.agentauth.account.connect.Form.State;
import io.agentauth.database.Database;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Forms by their authorization and the browser's cookie, which is what opens: so this is the role {@code worker}. */
@ApplicationScoped
class FormStore {
    private static final String BEGIN =
            """
            update authorization_attempt
               set used_at = now(), scopes = '{}', flow_expires_at = now() + $3 * interval '1 second', claim = null, claimed_until = null,
                   verification = $4::text is not null, user_verify_url = coalesce($4, user_verify_url), form_nonce = $5, form_cookie = $6
             where id = $1 and claim = $2 and status = 'waiting'
            """;
    private static final String FIND =
            """
            select t.id, t.environment_id, t.account_id, t.connection_id, t.generation, t.form_nonce, t.form_tries, t.verification,
                   a.default_slot, a.identifier, a.identifier_type, a.provider_issuer,
                   case when not t.allow_other_person then a.provider_subject end as owner,
                   case when t.status = 'expired' then 'expired'
                        when t.status <> 'waiting' or a.deleted_at is not null then 'over'
                        when t.generation <= greatest(a.generation, a.generation_ended) or t.flow_expires_at <= now() then 'expired'
                        when t.entered is not null then 'entered'
                        else 'open'
                   end as form_state
              from authorization_attempt t join account a on a.id = t.account_id
             where t.id = $1 and t.form_cookie = $2
            """;
    private static final String TAKE =
            """
            update authorization_attempt set form_nonce = $3, form_tries = form_tries + 1
             where id = $1 and form_nonce = $2 and status = 'waiting' and flow_expires_at > now() and entered is null
            """;

    private final Database database;

    @Inject
    FormStore(Database database) {
        this.database = database;
    }

    /** What is stored when a form begins. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Beginning(UUID claim, Duration life, FollowLink.Terms terms, String nonce, byte[] cookieHash) {}

    /** Marks a claimed link as used, for good; false if the claim was lost. */
    Uni<Boolean> begin(AuthorizationId id, Beginning beginning) {
        return database.worker()
                .preparedQuery(BEGIN)
                .execute(Tuple.of(
                        id.value(),
                        beginning.claim(),
                        beginning.life().toMillis() / 1000.0,
                        beginning.terms().verifyUrl(),
                        beginning.nonce(),
                        Buffer.buffer(beginning.cookieHash())))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Optional<Form>> find(AuthorizationId id, byte[] cookieHash) {
        return database.worker()
                .preparedQuery(FIND)
                .execute(Tuple.of(id.value(), Buffer.buffer(cookieHash)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(FormStore::form)
                        .findFirst());
    }

    /** Takes the form for one try, and leaves it with another nonce; false if somebody was faster. */
    Uni<Boolean> take(AuthorizationId id, String nonce, String next) {
        return database.worker()
                .preparedQuery(TAKE)
                .execute(Tuple.of(id.value(), nonce, next))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Form form(Row row) {
        return new Form(
                new AuthorizationId(row.getUUID("id")),
                new Holder(
                        new EnvironmentId(row.getUUID("environment_id")),
                        new AccountId(row.getUUID("account_id")),
                        new ConnectionId(row.getUUID("connection_id")),
                        row.getString("default_slot"),
                        row.getLong("generation")),
                new Person(row.getString("identifier"), row.getString("identifier_type")),
                State.valueOf(row.getString("form_state").toUpperCase(Locale.ROOT)),
                row.getString("form_nonce"),
                row.getInteger("form_tries"),
                row.getBoolean("verification"),
                owner(row));
    }

    private static @Nullable Whose owner(Row row) {
        String subject = row.getString("owner");
        return subject == null ? null : new Whose(subject, null, null, row.getString("provider_issuer"));
    }
}
