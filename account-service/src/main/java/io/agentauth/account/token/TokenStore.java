// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.agentauth.account.member.Refused;
import io.agentauth.database.Database;
import io.agentauth.ids.ConnectionId;
import io.agentauth.vault.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one statement of a token read. Whoever is handed a token by it, or refused one by the account's policy, is on record when it completes. */
@ApplicationScoped
class TokenStore {
    private static final String READ =
            """
            select n, status, generation_reauth, suspended, token_slot, token_generation, token_version, token_type, scopes, expires_at, alive, sealed,
                   auth_type, connection_id, facts, refused
              from read_allowed_tokens($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """;

    private final Database database;

    @Inject
    TokenStore(Database database) {
        this.database = database;
    }

    /** What each of {@code reads} found, in their order. */
    Uni<List<Found>> read(List<TokenRead> reads) {
        return database.app().preparedQuery(READ).execute(parameters(reads)).map(rows -> inOrder(reads.size(), rows));
    }

    private static Tuple parameters(List<TokenRead> reads) {
        int size = reads.size();
        UUID[] environments = new UUID[size];
        UUID[] accounts = new UUID[size];
        @Nullable String[] slots = new String[size];
        Long[] minLives = new Long[size];
        UUID[] keys = new UUID[size];
        @Nullable String[] actingUsers = new String[size];
        @Nullable String[] reasons = new String[size];
        @Nullable String[] requestIds = new String[size];
        @Nullable String[] addresses = new String[size];
        for (int i = 0; i < size; i++) {
            TokenRead read = reads.get(i);
            environments[i] = read.environment().value();
            accounts[i] = read.account().value();
            slots[i] = read.slot();
            minLives[i] = read.minLife().toSeconds();
            keys[i] = read.reader().key().value();
            actingUsers[i] = read.reader().actingUser();
            reasons[i] = read.reader().reason();
            requestIds[i] = read.reader().requestId();
            addresses[i] = read.reader().clientAddress();
        }
        return Tuple.tuple()
                .addArrayOfUUID(environments)
                .addArrayOfUUID(accounts)
                .addArrayOfString(slots)
                .addArrayOfLong(minLives)
                .addArrayOfUUID(keys)
                .addArrayOfString(actingUsers)
                .addArrayOfString(reasons)
                .addArrayOfString(requestIds)
                .addArrayOfString(addresses);
    }

    private static List<Found> inOrder(int size, RowSet<Row> rows) {
        List<Found> found = new ArrayList<>(Collections.nCopies(size, Found.NOTHING));
        for (Row row : rows) {
            found.set(Math.toIntExact(row.getLong(0)) - 1, new Found(found(row.getDelegate())));
        }
        return found;
    }

    private static FoundToken found(io.vertx.sqlclient.Row row) {
        Long generation = row.getLong(5);
        Long version = row.getLong(6);
        String[] scopes = row.getArrayOfStrings(8);
        OffsetDateTime expiresAt = row.getOffsetDateTime(9);
        Buffer sealed = row.getBuffer(11);
        String refused = row.getString(15);
        return new FoundToken(
                row.getString(1),
                row.getLong(2),
                row.getBoolean(3),
                row.getString(4),
                generation == null ? 0 : generation,
                version == null ? 0 : version,
                row.getString(7),
                scopes == null ? List.of() : List.of(scopes),
                expiresAt == null ? null : expiresAt.toInstant(),
                row.getBoolean(10),
                row.getString(12),
                new ConnectionId(row.getUUID(13)),
                row.getString(14),
                refused == null ? null : Refused.of(refused),
                sealed == null ? null : new Sealed(sealed.getBytes()));
    }
}
