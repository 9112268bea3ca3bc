// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.revocation;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.Revocation;
import io.agentauth.refresher.grant.Columns;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.vertx.mutiny.sqlclient.Row;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token that is to be revoked: a grant's, or an orphan's.
 *
 * @param superseded it lost to a newer consent of the same account; else the account was disconnected
 * @param shared another live grant, of whatever environment, has the same client and the same person at the provider, or could have
 * @param facts what the provider told of the account
 */
record Doomed(
        UUID revocationId,
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        String slot,
        long generation,
        long version,
        @Nullable Sealed refresh,
        Sealed access,
        boolean superseded,
        boolean shared,
        Map<String, String> facts,
        int tries) {
    static Doomed from(Row row) {
        byte[] refresh = Columns.bytes(row, "refresh_token");
        return new Doomed(
                row.getUUID("revocation_id"),
                new EnvironmentId(row.getUUID("environment_id")),
                new AccountId(row.getUUID("account_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getString("provider"),
                row.getString("slot"),
                row.getLong("generation"),
                row.getLong("version"),
                refresh == null ? null : new Sealed(refresh),
                new Sealed(row.getBuffer("access_token").getBytes()),
                row.getBoolean("superseded"),
                row.getBoolean("shared"),
                Columns.texts(row, "facts"),
                row.getInteger("tries"));
    }

    /** The same of what has an access token alone. */
    Doomed withoutRefresh() {
        return new Doomed(
                revocationId,
                environmentId,
                accountId,
                connectionId,
                provider,
                slot,
                generation,
                version,
                null,
                access,
                superseded,
                shared,
                facts,
                tries);
    }

    Place place(String field) {
        return new Place(environmentId.value(), accountId.value(), slot, field, generation, version);
    }

    /**
     * What is done about it, by what a revocation ends at this provider.
     *
     * @param managed whether others use the same client: whether they have a grant of the same person must not show
     */
    Fate fate(@Nullable Revocation revocation, boolean managed) {
        if (revocation == null
                || revocation.endpoint() == null
                || !facts.keySet().containsAll(revocation.facts())) {
            return Fate.UNSUPPORTED;
        }
        return switch (revocation.kind()) {
            case ACCESS_TOKEN, TOKEN -> Fate.REVOKE;
            case GRANT -> superseded || shared || managed ? Fate.KEPT_SHARED : Fate.REVOKE;
        };
    }

    /** What a revocation that succeeded there has ended: not the refresh token, where it ends access tokens alone. */
    Receipt.Status revoked(Revocation revocation) {
        return switch (revocation.kind()) {
            case ACCESS_TOKEN -> refresh == null ? Receipt.Status.REVOKED : Receipt.Status.PARTLY_REVOKED;
            case TOKEN, GRANT -> Receipt.Status.REVOKED;
        };
    }

    /** What is done about a token. */
    enum Fate {
        /** Ask the provider. */
        REVOKE,
        /** The provider has no way. */
        UNSUPPORTED,
        /** Asking would kill another live grant. */
        KEPT_SHARED
    }
}
