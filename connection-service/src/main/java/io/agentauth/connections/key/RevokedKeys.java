// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.agentauth.connections.Rows;
import io.agentauth.database.Database;
import io.agentauth.ids.ApiKeyId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;

/** The keys for which a token may still be alive though they are revoked. */
@ApplicationScoped
public class RevokedKeys {
    private static final String LATELY =
            "select id from api_key where revoked_at > now() - $1 * interval '1 second' order by id";

    private final Database database;
    private final double listedSeconds;

    @Inject
    RevokedKeys(Database database, KeyConfig config) {
        this.database = database;
        this.listedSeconds = config.revokedListed().toSeconds();
    }

    /** As the database has them now. */
    public Uni<Set<ApiKeyId>> lately() {
        return database.worker()
                .preparedQuery(LATELY)
                .execute(Tuple.of(listedSeconds))
                .map(rows -> Set.copyOf(Rows.list(rows, row -> new ApiKeyId(row.getUUID("id")))));
    }
}
