// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.expiring;

import io.agentauth.connections.Rows;
import io.agentauth.connections.key.KeyConfig;
import io.agentauth.events.ConnectionCredentialsExpiring;
import io.agentauth.ids.ConnectionId;
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

/** Connections' client secrets, as their applications said when those end, and certificates, which say it themselves. */
@ApplicationScoped
class EndingCredentials implements Ending {
    private static final String CLAIM =
            """
            update connection set credentials_expiry_told_at = now()
             where id in (select id from connection
                           where credentials_expiry_told_at is null and deleted_at is null
                             and credentials_expire_at > now() and credentials_expire_at <= now() + $1 * interval '1 second'
                           order by credentials_expire_at limit $2 for update skip locked)
            returning id, environment_id, provider, credentials_expire_at,
                      settings::json ->> 'client_authentication' in ('tls_client_auth', 'self_signed_tls_client_auth') as certified
            """;

    private final KeyConfig config;
    private final Counter told;

    @Inject
    EndingCredentials(KeyConfig config, MeterRegistry metrics) {
        this.config = config;
        told = metrics.counter("agentauth.connection.credentials.expiring");
    }

    @Override
    public Uni<List<NewEvent>> claim(SqlConnection tx, int limit) {
        return tx.preparedQuery(CLAIM)
                .execute(Tuple.of((double) config.expiryNotice().toSeconds(), limit))
                .map(rows -> Rows.list(rows, EndingCredentials::event));
    }

    @Override
    public Counter told() {
        return told;
    }

    private static NewEvent event(Row row) {
        return NewEvent.of(new ConnectionCredentialsExpiring(
                new EnvironmentId(row.getUUID("environment_id")),
                new ConnectionId(row.getUUID("id")),
                row.getString("provider"),
                Boolean.TRUE.equals(row.getBoolean("certified"))
                        ? ConnectionCredentialsExpiring.CERTIFICATE
                        : ConnectionCredentialsExpiring.CLIENT_SECRET,
                Rows.time(row, "credentials_expire_at")));
    }
}
