// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.expiring;

import io.agentauth.connections.Rows;
import io.agentauth.connections.key.KeyConfig;
import io.agentauth.events.Actor;
import io.agentauth.events.ApiKeyExpiring;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** API keys. One that was made for less time than the notice is not told of. */
@ApplicationScoped
class EndingKeys implements Ending {
    private static final String CLAIM =
            """
            update api_key set expiry_told_at = now()
             where id in (select id from api_key
                           where expiry_told_at is null and revoked_at is null and environment_id is not null
                             and expires_at > now() and expires_at <= now() + $1 * interval '1 second'
                             and expires_at - created_at > $1 * interval '1 second'
                           order by expires_at limit $2 for update skip locked)
            returning id, environment_id, expires_at
            """;

    private final KeyConfig config;
    private final Counter told;

    @Inject
    EndingKeys(KeyConfig config, MeterRegistry metrics) {
        this.config = config;
        told = metrics.counter("agentauth.keys.expiring");
    }

    @Override
    public Uni<List<NewEvent>> claim(SqlConnection tx, int limit) {
        return tx.preparedQuery(CLAIM)
                .execute(Tuple.of((double) config.expiryNotice().toSeconds(), limit))
                .map(rows -> Rows.list(rows, EndingKeys::event));
    }

    @Override
    public Counter told() {
        return told;
    }

    private static NewEvent event(Row row) {
        return NewEvent.of(new ApiKeyExpiring(
                new EnvironmentId(row.getUUID("environment_id")),
                new ApiKeyId(row.getUUID("id")),
                Rows.time(row, "expires_at"),
                Actor.SYSTEM));
    }
}
