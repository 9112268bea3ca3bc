// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.GrantId;
import io.agentauth.providers.Site;
import io.agentauth.vault.Sealed;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The current access token of a grant as it is stored, for those who push it.
 *
 * @param epoch of the installation when it was stored: each restore from a backup begins another
 * @param consentedAt when the grant was given
 * @param endsAt when it ends, however often it is renewed; null where no such day is known
 * @param facts what the provider told of the account beside its tokens, by name
 * @param sites what the consent is good for, where the provider lists that
 * @param lacksRefresh whether its provider gives refresh tokens, and gave none
 */
public record StoredToken(
        GrantId grantId,
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String slot,
        long epoch,
        long generation,
        long version,
        Sealed access,
        String tokenType,
        List<String> scopes,
        Instant receivedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant dueAt,
        Instant consentedAt,
        @Nullable Instant endsAt,
        @Nullable String issuer,
        @Nullable String subject,
        @Nullable String email,
        @Nullable String name,
        Map<String, String> facts,
        List<Site> sites,
        boolean lacksRefresh) {
    /** Why a live grant ends with its access token. */
    public static final String NO_REFRESH_TOKEN = "no_refresh_token";

    /** The columns that {@link #from} reads, of a table or alias {@code g}. */
    public static final String COLUMNS =
            """
            g.id, g.environment_id, g.account_id, g.connection_id, g.slot, g.epoch, g.generation, g.version, g.access_token, g.token_type,
            g.scopes, g.received_at, g.expires_at, g.due_at, g.created_at, g.ends_at, g.issuer, g.subject,
            g.email, g.name, g.facts, g.sites, g.refresh_token is null and g.reason is not distinct from 'no_refresh_token' as lacks_refresh
            """;

    /** Reads {@link #COLUMNS}. */
    public static StoredToken from(Row row) {
        return new StoredToken(
                new GrantId(row.getUUID("id")),
                new EnvironmentId(row.getUUID("environment_id")),
                new AccountId(row.getUUID("account_id")),
                new ConnectionId(row.getUUID("connection_id")),
                row.getString("slot"),
                row.getLong("epoch"),
                row.getLong("generation"),
                row.getLong("version"),
                new Sealed(row.getBuffer("access_token").getBytes()),
                row.getString("token_type"),
                Arrays.asList(row.getArrayOfStrings("scopes")),
                Objects.requireNonNull(Columns.instant(row, "received_at")),
                Columns.instant(row, "expires_at"),
                Columns.instant(row, "due_at"),
                Objects.requireNonNull(Columns.instant(row, "created_at")),
                Columns.instant(row, "ends_at"),
                row.getString("issuer"),
                row.getString("subject"),
                row.getString("email"),
                row.getString("name"),
                Columns.texts(row, "facts"),
                SiteList.read(row.getJsonArray("sites")),
                row.getBoolean("lacks_refresh"));
    }
}
