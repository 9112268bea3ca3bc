// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.keyset;

import io.agentauth.connections.Rows;
import io.agentauth.database.Database;
import io.agentauth.requests.RequestHashes;
import io.agentauth.vault.KeyedHash;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.WrappedKeyset;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key that API keys and idempotent requests are hashed with. Made once, on first need; of several replicas the first one's counts, because
 * only one keyset of a purpose can be the current one.
 */
@ApplicationScoped
public class SecretHashes implements RequestHashes {
    private static final String PURPOSE = "secrets";
    private static final String SELECT =
            "select id, purpose, kind, wrapped from keyset where purpose = $1 and is_current";
    private static final String INSERT =
            """
            insert into keyset (id, purpose, kind, wrapped, is_current) values ($1, $2, $3, $4, true)
            on conflict (purpose) where is_current do nothing
            """;

    private final Database database;
    private final Wrapping wrapping;
    private volatile @Nullable KeyedHash hash;

    @Inject
    SecretHashes(Database database, Wrapping wrapping) {
        this.database = database;
        this.wrapping = wrapping;
    }

    /** The hash. Fails while the database is away and nothing was read before. */
    @Override
    public Uni<KeyedHash> get() {
        KeyedHash known = hash;
        return known != null
                ? Uni.createFrom().item(known)
                : find().chain(found -> found.map(keyset -> Uni.createFrom().item(keyset))
                                .orElseGet(this::make))
                        .map(KeyedHash::of)
                        .invoke(read -> hash = read);
    }

    private Uni<Keyset> make() {
        return wrapping.asking(() -> Keysets.wrap(Keysets.makeMac(PURPOSE), wrapping.key()))
                .chain(fresh -> database.worker()
                        .preparedQuery(INSERT)
                        .execute(Tuple.of(
                                fresh.id(), fresh.purpose(), fresh.kind().name(), Buffer.buffer(fresh.wrapped()))))
                .chain(_ -> find())
                .map(Optional::orElseThrow);
    }

    private Uni<Optional<Keyset>> find() {
        return database.worker()
                .preparedQuery(SELECT)
                .execute(Tuple.of(PURPOSE))
                .map(rows -> Rows.first(rows, SecretHashes::wrapped))
                .call(found -> wrapping.rewrap(database, found.stream().toList()))
                .chain(found -> wrapping.asking(() -> found.map(one -> Keysets.unwrap(one, wrapping.key()))));
    }

    private static WrappedKeyset wrapped(Row row) {
        return new WrappedKeyset(
                row.getUUID("id"),
                row.getString("purpose"),
                Keyset.Kind.valueOf(row.getString("kind")),
                row.getBuffer("wrapped").getBytes());
    }
}
