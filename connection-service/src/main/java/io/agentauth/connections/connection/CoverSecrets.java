// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.Rows;
import io.agentauth.database.Database;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.EnvironmentKeyUnavailable;
import io.agentauth.vault.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Puts client secrets that were sealed before their environment had a key under that key. It takes no plain text: the seal itself is covered. What
 * somebody changes meanwhile stays as it was changed.
 */
@ApplicationScoped
public class CoverSecrets {
    private static final Logger LOG = Logger.getLogger(CoverSecrets.class);
    private static final int BATCH = 200;
    private static final UUID FIRST = new UUID(0, 0);
    // The first byte is the form: 1 is a seal that nothing covers.
    private static final String SELECT =
            """
            select id, environment_id, client_secret, credentials_version
              from connection
             where client_secret is not null and get_byte(client_secret, 0) = 1 and managed_app_id is null and id > $1
             order by id limit $2
            """;
    private static final String UPDATE =
            "update connection set client_secret = $3 where id = $1 and client_secret = $2";

    private final Database database;
    private final Sealing sealing;

    @Inject
    CoverSecrets(Database database, Sealing sealing) {
        this.database = database;
        this.sealing = sealing;
    }

    /** Covers all that are not covered. Once more does nothing. */
    public Uni<Void> cover() {
        return sealing.isCovering() ? after(FIRST) : Uni.createFrom().voidItem();
    }

    private Uni<Void> after(UUID cursor) {
        return database.asWorker(tx -> tx.preparedQuery(SELECT)
                        .execute(Tuple.of(cursor, BATCH))
                        .map(rows -> Rows.list(rows, Found::from))
                        .call(found -> cover(tx, found)))
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : after(found.getLast().id().value()));
    }

    private Uni<Void> cover(SqlConnection tx, List<Found> found) {
        List<Tuple> updates = new ArrayList<>();
        for (Found one : found) {
            try {
                byte[] covered = sealing.covered(one).bytes();
                updates.add(
                        Tuple.of(one.id().value(), Buffer.buffer(one.sealed().bytes()), Buffer.buffer(covered)));
            } catch (EnvironmentKeyUnavailable e) {
                LOG.warnf("The client secret of %s stays as it is: %s", one.id(), e.getMessage());
            }
        }
        return updates.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.preparedQuery(UPDATE).executeBatch(updates).replaceWithVoid();
    }

    record Found(ConnectionId id, EnvironmentId environment, Sealed sealed, long version) {
        static Found from(Row row) {
            return new Found(
                    new ConnectionId(row.getUUID("id")),
                    new EnvironmentId(row.getUUID("environment_id")),
                    new Sealed(row.getBuffer("client_secret").getBytes()),
                    row.getLong("credentials_version"));
        }
    }
}
