// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.agentauth.connections.keyset.SecretHashes;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.identity.ApiKeyText;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.vault.Sensitive;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The key of whoever runs the installation: from a file, stored as a hash like every other. The file is the truth: a key that is not in it any
 * more is revoked, and a revoked one never comes back.
 */
@ApplicationScoped
public class InstallationKey {
    private static final Logger LOG = Logger.getLogger(InstallationKey.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    private static final String INSERT =
            """
            insert into api_key (id, environment_id, hash, prefix, name, scopes) values ($1, null, $2, $3, 'installation key', '{}')
            on conflict (hash) do nothing
            """;
    private static final String REVOKE_OTHERS =
            "update api_key set revoked_at = now() where environment_id is null and hash <> $1 and revoked_at is null";

    private final Database database;
    private final Uni<Boolean> whenStored;
    private volatile boolean stored;
    private @Nullable Cancellable running;

    @Inject
    InstallationKey(Database database, Migration migration, SecretHashes hashes, KeyConfig config) {
        this.database = database;
        Sensitive key = InstallationKeyFile.load(config);
        whenStored = migration
                .whenDone()
                .chain(_ -> hashes.get())
                .chain(hash -> store(ApiKeyText.publicPrefix(key), hash.hash(KnownKeys.HASHED_AS, key)))
                .onFailure()
                .retry()
                .withBackOff(PAUSE, PAUSE_MAX)
                .indefinitely()
                .invoke(_ -> stored = true);
    }

    void start(@Observes StartupEvent event) {
        running = whenStored.subscribe().with(_ -> LOG.debug("The installation key is known."));
    }

    void stop(@Observes ShutdownEvent event) {
        if (running != null) {
            running.cancel();
        }
    }

    /** Whether the operator can be known. */
    public boolean isKnown() {
        return stored;
    }

    private Uni<Boolean> store(String prefix, byte[] hash) {
        return database.asWorker(tx -> insert(tx, prefix, hash)
                .chain(_ -> tx.preparedQuery(REVOKE_OTHERS).execute(Tuple.of(Buffer.buffer(hash))))
                .replaceWith(true));
    }

    private static Uni<Void> insert(SqlConnection tx, String prefix, byte[] hash) {
        return tx.preparedQuery(INSERT)
                .execute(Tuple.of(ApiKeyId.next().value(), Buffer.buffer(hash), prefix))
                .replaceWithVoid();
    }
}
