// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.expiring;

import io.agentauth.connections.Rows;
import io.agentauth.connections.key.KeyConfig;
import io.agentauth.connections.token.PeersConfig;
import io.agentauth.database.Database;
import io.agentauth.identity.ServiceName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Tells the operator how long secrets that nobody else can renew are still good: those that services prove themselves with, and those of managed
 * apps. As a gauge, always; in the log once a day while one ends soon.
 */
@ApplicationScoped
public class WarnOperator {
    private static final Logger LOG = Logger.getLogger(WarnOperator.class);
    private static final Duration SAID_AGAIN = Duration.ofDays(1);
    private static final String APPS =
            "select provider, credentials_expire_at from managed_app where deleted_at is null and credentials_expire_at is not null";

    private final Database database;
    private final PeersConfig peers;
    private final KeyConfig config;
    private final MultiGauge remaining;
    private volatile List<Secret> apps = List.of();
    private volatile Instant said = Instant.EPOCH;

    @Inject
    WarnOperator(Database database, PeersConfig peers, KeyConfig config, MeterRegistry metrics) {
        this.database = database;
        this.peers = peers;
        this.config = config;
        remaining = MultiGauge.builder("agentauth.secret.remaining.seconds").register(metrics);
    }

    /**
     * One that ends.
     *
     * @param kind what it is for
     * @param of whose
     */
    private record Secret(String kind, String of, Instant expiresAt) {
        MultiGauge.Row<?> row() {
            return MultiGauge.Row.of(
                    Tags.of("secret", kind, "of", of), expiresAt, end -> Duration.between(Instant.now(), end)
                            .toSeconds());
        }
    }

    void requireFitting(@Observes StartupEvent event) {
        var _ = ofServices().toList();
    }

    /** Looks once. It never fails: of managed apps that cannot be read what was known is told. */
    @Scheduled(every = "${agent-auth.key.expiry-every:1m}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public Uni<Void> look() {
        return ofApps().invoke(found -> apps = found)
                .onFailure()
                .recoverWithItem(() -> apps)
                .invoke(found ->
                        tell(Stream.concat(ofServices(), found.stream()).toList()))
                .replaceWithVoid();
    }

    private void tell(List<Secret> secrets) {
        remaining.register(secrets.stream().map(Secret::row).toList(), true);
        Instant now = Instant.now();
        List<Secret> soon = secrets.stream()
                .filter(secret -> secret.expiresAt().isBefore(now.plus(config.expiryNotice())))
                .toList();
        if (!soon.isEmpty() && now.isAfter(said.plus(SAID_AGAIN))) {
            said = now;
            soon.forEach(secret ->
                    LOG.warnf("The %s secret of %s ends at %s", secret.kind(), secret.of(), secret.expiresAt()));
        }
    }

    private Uni<List<Secret>> ofApps() {
        return database.worker()
                .query(APPS)
                .execute()
                .map(rows -> Rows.list(
                        rows,
                        row -> new Secret(
                                "managed_app", row.getString("provider"), Rows.time(row, "credentials_expire_at"))));
    }

    /** Of each service the one that ends first: also the older of two is to be taken away before. */
    private Stream<Secret> ofServices() {
        return Stream.of(ServiceName.values())
                .flatMap(service -> peers.secretsOf(service).stream()
                        .map(PeersConfig.Place::expiresAt)
                        .filter(Objects::nonNull)
                        .min(Instant::compareTo)
                        .map(end -> new Secret("service", service.wireName(), end))
                        .stream());
    }
}
