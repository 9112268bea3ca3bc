// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import io.agentauth.database.Database;
import io.agentauth.vault.KeyedHash;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.Signer;
import io.agentauth.vault.WrappedKeyset;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keysets that this service makes for itself: the one that hashes connect handles and requests, and the one that signs the trail. Made once, on first need; of several replicas the
 * first one's counts, because only one keyset of a purpose can be the current one. Without its wrapping key the service does not start.
 */
@Startup
@ApplicationScoped
public class OwnKeysets {
    static final String HANDLES = "handles";
    static final String TRAIL = "trail";
    private static final String SELECT =
            "select id, purpose, kind, wrapped from keyset where purpose = $1 and is_current";
    private static final String INSERT =
            """
            insert into keyset (id, purpose, kind, wrapped, is_current) values ($1, $2, $3, $4, true)
            on conflict (purpose) where is_current do nothing
            """;

    private final Database database;
    private final Wrapping wrapping;
    private volatile @Nullable KeyedHash handles;
    private volatile @Nullable Signer trail;

    @Inject
    OwnKeysets(Database database, Wrapping wrapping) {
        this.database = database;
        this.wrapping = wrapping;
    }

    /** Hashes connect handles. Fails while the database is away and nothing was read before. */
    public Uni<KeyedHash> handles() {
        KeyedHash known = handles;
        return known != null
                ? Uni.createFrom().item(known)
                : keyset(HANDLES, Keysets::makeMac).map(KeyedHash::of).invoke(hash -> handles = hash);
    }

    /** Signs blocks of the trail. Fails while the database is away and nothing was read before. */
    public Uni<Signer> trail() {
        Signer known = trail;
        return known != null
                ? Uni.createFrom().item(known)
                : keyset(TRAIL, Keysets::makeSigning).map(Signer::of).invoke(signer -> trail = signer);
    }

    private Uni<Keyset> keyset(String purpose, Function<String, Keyset> maker) {
        return find(purpose)
                .chain(found -> found.map(Uni.createFrom()::item).orElseGet(() -> make(maker.apply(purpose))));
    }

    private Uni<Keyset> make(Keyset keyset) {
        return wrapping.asking(() -> Keysets.wrap(keyset, wrapping.own()))
                .chain(fresh -> database.worker()
                        .preparedQuery(INSERT)
                        .execute(Tuple.of(
                                fresh.id(), fresh.purpose(), fresh.kind().name(), fresh.wrapped())))
                .chain(_ -> find(keyset.purpose()))
                .map(Optional::orElseThrow);
    }

    private Uni<Optional<Keyset>> find(String purpose) {
        return database.worker()
                .preparedQuery(SELECT)
                .execute(Tuple.of(purpose))
                .map(OwnKeysets::wrapped)
                .call(found -> wrapping.rewrapOwn(database, found.stream().toList()))
                .chain(found -> wrapping.asking(() -> found.map(one -> Keysets.unwrap(one, wrapping.own()))));
    }

    private static Optional<WrappedKeyset> wrapped(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(new WrappedKeyset(
                    row.getUUID("id"),
                    row.getString("purpose"),
                    Keyset.Kind.valueOf(row.getString("kind")),
                    row.getBuffer("wrapped").getBytes()));
        }
        return Optional.empty();
    }
}
