// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.keyset;

import io.agentauth.connections.Rows;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.HpkeSealer;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.PublicKeyset;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * token-refresher's public keyset, which client secrets are sealed to. Fetched once and kept, so that a later start does not need
 * token-refresher. Whoever could offer another one would read the secrets that come next: so the first one stays, unless configuration pins
 * another by its fingerprint.
 *
 * <p>Ready does not wait for it: token-refresher is ready only after this service is. Whoever needs it in the first seconds of an installation
 * waits for the one that asks, and is not refused because both are still warming up.
 */
@ApplicationScoped
public class RefresherKeyset {
    private static final Logger LOG = Logger.getLogger(RefresherKeyset.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SELECT = "select id, json from public_keyset where is_current";
    private static final String OUTDATE = "update public_keyset set is_current = false where is_current and id <> $1";
    private static final String INSERT =
            """
            insert into public_keyset (id, json, fingerprint, is_current) values ($1, $2, $3, true)
            on conflict (id) do update set json = excluded.json, fingerprint = excluded.fingerprint, is_current = true
            """;

    private final Database database;
    private final ServiceCalls calls;
    private final Optional<String> pinned;
    private final Uni<HpkeSealer> whenKnown;
    private volatile @Nullable Throwable failed;
    private @Nullable Cancellable running;

    private record Public(UUID id, String json) {
        PublicKeyset toKeyset() {
            return new PublicKeyset(id, json);
        }
    }

    @Inject
    RefresherKeyset(Database database, Migration migration, ServiceCalls calls, KeysetConfig config) {
        this.database = database;
        this.calls = calls;
        this.pinned = config.refresherFingerprint();
        whenKnown = migration
                .whenDone()
                .chain(_ -> find())
                .chain(kept -> kept.map(keyset -> Uni.createFrom().item(keyset)).orElseGet(this::fetch))
                .map(HpkeSealer::of)
                .onFailure()
                .invoke(failure -> failed = failure)
                .onFailure()
                .retry()
                .withBackOff(PAUSE, PAUSE_MAX)
                .indefinitely()
                .memoize()
                .indefinitely();
    }

    /** Early, so that connections can be made while token-refresher is away later. */
    void start(@Observes StartupEvent event) {
        running = whenKnown
                .subscribe()
                .with(known -> LOG.infof("Client secrets are sealed to keyset %s.", known.keysetId()));
    }

    void stop(@Observes ShutdownEvent event) {
        if (running != null) {
            running.cancel();
        }
    }

    /**
     * Seals to token-refresher. Where that is not known yet, the caller waits for a while, and then fails as the last try did: with
     * {@code service_unavailable}, or {@code key_service_unavailable} for a keyset that is not the pinned one.
     */
    public Uni<HpkeSealer> sealer() {
        return whenKnown.ifNoItem().after(PATIENCE).recoverWithUni(() -> Uni.createFrom()
                .failure(Objects.requireNonNullElseGet(failed, RefresherKeyset::notThere)));
    }

    private static ProblemException notThere() {
        return new ProblemException(ProblemType.SERVICE_UNAVAILABLE, "Client secrets cannot be sealed yet. Try again.")
                .retryAfter(Duration.ofSeconds(1));
    }

    private Uni<Optional<PublicKeyset>> find() {
        return database.worker().query(SELECT).execute().map(rows -> Rows.first(
                        rows, row -> new PublicKeyset(row.getUUID("id"), row.getString("json")))
                .filter(this::isAccepted));
    }

    private Uni<PublicKeyset> fetch() {
        return calls.get(ServiceName.TOKEN_REFRESHER, "/internal/keysets/public", Public.class)
                .map(Public::toKeyset)
                .invoke(this::requireAccepted)
                .call(keyset -> database.asWorker(tx -> keep(tx, keyset)));
    }

    private static Uni<Void> keep(SqlConnection tx, PublicKeyset keyset) {
        return tx.preparedQuery(OUTDATE)
                .execute(Tuple.of(keyset.id()))
                .chain(_ ->
                        tx.preparedQuery(INSERT).execute(Tuple.of(keyset.id(), keyset.json(), keyset.fingerprint())))
                .replaceWithVoid();
    }

    private boolean isAccepted(PublicKeyset keyset) {
        return pinned.isEmpty() || pinned.get().equalsIgnoreCase(keyset.fingerprint());
    }

    private void requireAccepted(PublicKeyset keyset) {
        try {
            if (isAccepted(keyset)) {
                return;
            }
            LOG.errorf(
                    "token-refresher's public keyset has the fingerprint %s, which is not the pinned one: no client"
                            + " secret is sealed to it.",
                    keyset.fingerprint());
        } catch (KeyUnavailable e) {
            LOG.error("token-refresher's public keyset is none", e);
        }
        throw new ProblemException(ProblemType.KEY_SERVICE_UNAVAILABLE, "Client secrets cannot be sealed now.");
    }
}
