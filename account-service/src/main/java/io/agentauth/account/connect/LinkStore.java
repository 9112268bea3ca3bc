// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import io.agentauth.account.connect.Link.State;
import io.agentauth.account.connect.Link.Subject;
import io.agentauth.database.Database;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Authorizations by the hash of their handle or by their id. Nobody says here which environment it is: the handle is what opens, and the row
 * says the rest; so this is the role {@code worker}.
 */
@ApplicationScoped
class LinkStore {
    private static final String LINK =
            """
            select t.id, t.environment_id, t.account_id, t.connection_id, t.generation, t.status, t.reason, t.redirect_url, t.state, t.login_hint,
                   t.allow_other_person,
                   t.user_verify_url, t.verify_hash is not null and t.verdict is null and t.status = 'waiting' as asks_application,
                   t.scopes, case when isfinite(t.link_expires_at) then t.link_expires_at end as expires_at,
                   a.provider, a.identifier, a.identifier_type,
                   case when a.status = 'active' and s.connection_id is not null then 'error' else a.status end as account_status,
                   case when a.deleted_at is not null then 'unknown'
                        when t.used_at is not null or t.status in ('succeeded', 'denied', 'failed') then 'used'
                        when t.status = 'expired' or t.link_expires_at <= now() or t.generation <= greatest(a.generation, a.generation_ended)
                            then 'expired'
                        else 'ready'
                   end as link_state
              from authorization_attempt t
              join account a on a.id = t.account_id
              left join connection_suspension s on s.connection_id = a.connection_id and s.environment_id = a.environment_id
            """;
    private static final String BY_HANDLE = LINK + " where t.handle_hash = $1";
    private static final String BY_ID = LINK + " where t.id = $1";
    private static final String CLAIM =
            """
            update authorization_attempt t set claim = $2, claimed_until = now() + $3 * interval '1 second'
              from account a
             where t.handle_hash = $1 and a.id = t.account_id and a.deleted_at is null
               and t.status = 'waiting' and t.used_at is null and t.link_expires_at > now()
               and t.generation > greatest(a.generation, a.generation_ended)
               and (t.claimed_until is null or t.claimed_until <= now())
            """;
    private static final String USE =
            """
            update authorization_attempt
               set used_at = now(), scopes = $4, flow_expires_at = now() + $3 * interval '1 second', claim = null, claimed_until = null,
                   verification = $5::text is not null, user_verify_url = coalesce($5, user_verify_url)
             where id = $1 and claim = $2 and status = 'waiting'
            """;
    private static final String RELEASE =
            "update authorization_attempt set claim = null, claimed_until = null where id = $1 and claim = $2";

    private final Database database;

    @Inject
    LinkStore(Database database) {
        this.database = database;
    }

    Uni<Optional<Link>> find(byte[] handleHash) {
        return database.worker()
                .preparedQuery(BY_HANDLE)
                .execute(Tuple.of(Buffer.buffer(handleHash)))
                .map(LinkStore::first);
    }

    Uni<Optional<Link>> find(AuthorizationId id) {
        return database.worker()
                .preparedQuery(BY_ID)
                .execute(Tuple.of(id.value()))
                .map(LinkStore::first);
    }

    /** Takes a ready link for {@code span}; false if it is not ready or somebody has it. */
    Uni<Boolean> claim(byte[] handleHash, UUID claim, Duration span) {
        return database.worker()
                .preparedQuery(CLAIM)
                .execute(Tuple.of(Buffer.buffer(handleHash), claim, seconds(span)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Marks a claimed link as used, for good, and notes how it goes on; false if the claim was lost. */
    Uni<Boolean> use(AuthorizationId id, UUID claim, Duration flowLife, FollowLink.Terms terms) {
        return database.worker()
                .preparedQuery(USE)
                .execute(Tuple.of(
                        id.value(), claim, seconds(flowLife), terms.scopes().toArray(String[]::new), terms.verifyUrl()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Gives a claimed link back, to be clicked again. */
    Uni<Void> release(AuthorizationId id, UUID claim) {
        return database.worker()
                .preparedQuery(RELEASE)
                .execute(Tuple.of(id.value(), claim))
                .replaceWithVoid();
    }

    private static Optional<Link> first(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(link(row));
        }
        return Optional.empty();
    }

    private static Link link(Row row) {
        Subject account = new Subject(
                new AccountId(row.getUUID("account_id")),
                new EnvironmentId(row.getUUID("environment_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getString("provider"),
                row.getString("identifier"),
                row.getString("identifier_type"),
                row.getString("account_status"),
                row.getLong("generation"));
        @Nullable OffsetDateTime until = row.getOffsetDateTime("expires_at");
        return new Link(
                new AuthorizationId(row.getUUID("id")),
                State.valueOf(row.getString("link_state").toUpperCase(Locale.ROOT)),
                row.getString("status"),
                row.getString("reason"),
                account,
                row.getBoolean("asks_application"),
                row.getString("redirect_url"),
                row.getString("user_verify_url"),
                row.getString("state"),
                row.getString("login_hint"),
                List.of(row.getArrayOfStrings("scopes")),
                row.getBoolean("allow_other_person"),
                until == null ? null : until.toInstant());
    }

    private static double seconds(Duration span) {
        return span.toMillis() / 1000.0;
    }
}
