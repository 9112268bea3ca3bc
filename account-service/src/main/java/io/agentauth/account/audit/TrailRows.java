// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EventId;
import io.agentauth.trail.TrailEntry;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Entries of the trail from the rows that they were first written to. What comes out of here is hashed: a change of it is a new format. */
final class TrailRows {
    static final String EVENT_COLUMNS =
            "position, environment_id, event_id, occurred_at, type, source, account_id, actor, key_id, data";
    static final String READ_COLUMNS =
            """
            xid::text as xid, id, environment_id, read_at, account_id, key_id, provider, slot, generation, version, acting_user, reason,
            request_id, client_address, action, refused""";

    private TrailRows() {}

    static TrailEntry event(Row row) {
        return new TrailEntry(
                TrailEntry.Kind.EVENT,
                new EventId(row.getUUID("event_id")).toString(),
                row.getOffsetDateTime("occurred_at").toInstant(),
                row.getString("type"),
                row.getString("source"),
                account(row),
                row.getString("actor"),
                key(row),
                row.getString("data"));
    }

    static TrailEntry read(Row row) {
        JsonObject data = new JsonObject()
                .put("provider", row.getString("provider"))
                .put("slot", row.getString("slot"))
                .put("generation", row.getLong("generation"))
                .put("version", row.getLong("version"))
                .put("acting_user", row.getString("acting_user"))
                .put("reason", row.getString("reason"))
                .put("request_id", row.getString("request_id"))
                .put("client_address", row.getString("client_address"));
        String refused = row.getString("refused");
        if (refused != null) {
            data.put("action", row.getString("action")).put("refused", refused);
        }
        return new TrailEntry(
                TrailEntry.Kind.READ,
                new EventId(row.getUUID("id")).toString(),
                row.getOffsetDateTime("read_at").toInstant(),
                refused == null ? AuditStore.TOKEN_READ : AuditStore.USE_REFUSED,
                AccessTailStore.SOURCE,
                account(row),
                "api_key",
                key(row),
                data.encode());
    }

    private static @Nullable String account(Row row) {
        UUID account = row.getUUID("account_id");
        return account == null ? null : new AccountId(account).toString();
    }

    private static @Nullable String key(Row row) {
        UUID key = row.getUUID("key_id");
        return key == null ? null : new ApiKeyId(key).toString();
    }
}
