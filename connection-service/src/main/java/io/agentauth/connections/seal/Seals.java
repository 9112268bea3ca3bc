// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.seal;

import io.agentauth.connections.Rows;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.InstallationSealed;
import io.agentauth.events.InstallationUnsealed;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Kept;
import io.agentauth.requests.Request;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/**
 * Seals and unseals. The last row says how it is; no row is ever changed, not even by this service's roles. In the same transaction each
 * environment gets an event, so that the trail of each shows when its secrets were closed; and the answer is kept, so that a request which comes
 * late once more opens nothing that was sealed since.
 */
@ApplicationScoped
public class Seals {
    private static final int SHOWN = 100;
    private static final Kept<SealStanding> KEPT = new Kept<>(SealStanding.class, _ -> Request.OPERATOR.value());
    private static final String IS_SEALED =
            "select coalesce((select sealed from seal order by number desc limit 1), false) as sealed";
    private static final String LATELY =
            """
            select sealed, at, reason, key_id, request_id, client_address from seal order by number desc limit $1
            """;
    private static final String INSERT =
            "insert into seal (sealed, reason, key_id, request_id, client_address) values ($1, $2, $3, $4, $5)";
    private static final String ENVIRONMENTS =
            "select environment_id from environment where deleted_at is null order by environment_id";

    private final Database database;
    private final Outbox outbox;
    private final Idempotency idempotency;

    @Inject
    Seals(Database database, Outbox outbox, Idempotency idempotency) {
        this.database = database;
        this.outbox = outbox;
        this.idempotency = idempotency;
    }

    /** Whether the installation is sealed, as the database has it now. */
    public Uni<Boolean> isSealed() {
        return database.worker().query(IS_SEALED).execute().map(rows -> rows.iterator()
                .next()
                .getBoolean("sealed"));
    }

    /** The last changes. */
    Uni<SealStanding> standing() {
        return standing(database.worker());
    }

    /**
     * Makes it so, and says how it is then. What is so already stays, and is written down once more: somebody asked for it. The same request again
     * changes nothing, and is told what the first one was told.
     */
    Uni<SealStanding> change(SealChange wanted, Actor actor, Request request) {
        return database.asWorker(tx -> idempotency.once(tx, request, KEPT, () -> insert(tx, wanted)
                .chain(_ -> tx.query(ENVIRONMENTS).execute())
                .map(rows -> Rows.list(rows, row -> row.getUUID("environment_id")))
                .chain(environments -> outbox.append(tx, events(environments, wanted.sealed(), actor)))
                .chain(_ -> standing(tx))));
    }

    private static Uni<SealStanding> standing(SqlClient client) {
        return client.preparedQuery(LATELY)
                .execute(Tuple.of(SHOWN))
                .map(rows -> SealStanding.of(Rows.list(rows, Seals::change)));
    }

    private static Uni<Void> insert(SqlConnection tx, SealChange wanted) {
        ApiKeyId key = wanted.keyId();
        return tx.preparedQuery(INSERT)
                .execute(Tuple.of(
                        wanted.sealed(),
                        wanted.reason(),
                        key == null ? null : key.value(),
                        wanted.requestId(),
                        wanted.clientAddress()))
                .replaceWithVoid();
    }

    private static List<NewEvent> events(List<UUID> environments, boolean sealed, Actor actor) {
        return environments.stream()
                .map(id -> NewEvent.of(event(new EnvironmentId(id), sealed, actor)))
                .toList();
    }

    private static AgentAuthEvent event(EnvironmentId environment, boolean sealed, Actor actor) {
        return sealed ? new InstallationSealed(environment, actor) : new InstallationUnsealed(environment, actor);
    }

    private static SealChange change(Row row) {
        UUID key = row.getUUID("key_id");
        return new SealChange(
                row.getBoolean("sealed"),
                row.getOffsetDateTime("at").toInstant(),
                row.getString("reason"),
                key == null ? null : new ApiKeyId(key),
                row.getString("request_id"),
                row.getString("client_address"));
    }
}
