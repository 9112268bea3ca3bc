// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import io.agentauth.database.Migration;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.rotation.AeadRing;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.HpkeOpener;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyedHash;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.PublicKeyset;
import io.agentauth.vault.WrappedKeyset;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keys of this service, opened. They are made on the first start ever; of several replicas the first one's count, because only one keyset
 * of a purpose can be the current one. Without the configured wrapping keys the service does not start. Until the keysets are read from the
 * database, and if they cannot be opened, everything that needs one is {@code key_service_unavailable}: closed, not open. What opens
 * refresh tokens is given out only after {@link #release}, so that none is presented before it is known to be the current one (rule R20).
 */
@ApplicationScoped
public class KeyRing {
    private static final Logger LOG = Logger.getLogger(KeyRing.class);
    private static final Duration PAUSE_MIN = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    private final Rings rings;
    private final Wrapping wrapping;
    private final KeysetStore store;
    private final PublicKeysetFile file;
    private final Uni<Held> whenHeld;
    private volatile @Nullable Held held;
    private volatile boolean released;
    private @Nullable Cancellable running;

    @Inject
    KeyRing(Rings rings, Wrapping wrapping, KeysetStore store, PublicKeysetFile file, Migration migration) {
        this.rings = rings;
        this.wrapping = wrapping;
        this.store = store;
        this.file = file;
        whenHeld = migration
                .whenDone()
                .chain(this::load)
                .onFailure()
                .invoke(failure -> LOG.errorf("The keysets are not there yet: %s", reason(failure)))
                .onFailure()
                .retry()
                .withBackOff(PAUSE_MIN, PAUSE_MAX)
                .indefinitely()
                .memoize()
                .indefinitely();
    }

    /** What is held, once it is. */
    record Held(HpkeOpener clientSecrets, KeyedHash hashes, PublicKeyset publicKeyset) {}

    /** Completes when the keysets are opened. */
    Uni<Held> whenHeld() {
        return whenHeld;
    }

    void start(@Observes StartupEvent event) {
        running = whenHeld.subscribe().with(_ -> LOG.info("The keysets are opened."));
    }

    void stop(@Observes ShutdownEvent event) {
        if (running != null) {
            running.cancel();
        }
    }

    /** Seals and opens refresh tokens, this service's copies of client secrets, and what a flow keeps. */
    public AeadVault refreshTokens() {
        if (!released) {
            throw unavailable("Grants are compared with the token journal. Try again.");
        }
        return vault(rings.refreshTokens());
    }

    /** Seals and opens access tokens. */
    public AeadVault accessTokens() {
        return vault(rings.accessTokens());
    }

    /** Opens what connection-service sealed. */
    public HpkeOpener clientSecrets() {
        return held().clientSecrets();
    }

    /** Hashes states, cookies and refresh tokens. */
    public KeyedHash hashes() {
        return held().hashes();
    }

    /** Whether everything is given out: the keysets are opened, and the grants are the current ones. */
    public boolean isHeld() {
        return released && isOpened();
    }

    /** From now on what opens refresh tokens is given out: the grants are the current ones. */
    public void release() {
        released = true;
    }

    /** Whether the keysets are opened. */
    boolean isOpened() {
        return held != null;
    }

    /** Whether secrets may be opened now: the keysets are held, the installation is not sealed, and the key service is not away for too long. */
    public boolean isUsable() {
        return isHeld() && wrapping.isOpen();
    }

    /** Fails with a problem that says why secrets may not be opened now; asked before anything begins that could not be finished. */
    public void requireUsable() {
        wrapping.requireOpen();
        held();
        var _ = refreshTokens();
    }

    Held held() {
        Held known = held;
        if (known == null) {
            throw unavailable("The keys of this service are not there. Try again.");
        }
        return known;
    }

    private static AeadVault vault(AeadRing ring) {
        AeadVault vault = ring.vault();
        if (vault == null) {
            throw unavailable("The keys of this service are not there. Try again.");
        }
        return vault;
    }

    private static ProblemException unavailable(String detail) {
        return new ProblemException(ProblemType.KEY_SERVICE_UNAVAILABLE, detail).retryAfter(Duration.ofSeconds(1));
    }

    private Uni<Held> load() {
        Map<Purpose, List<Keyset>> opened = new EnumMap<>(Purpose.class);
        return rings.refresh()
                .chain(() -> open(Purpose.CLIENT_SECRETS, opened))
                .chain(() -> open(Purpose.HASHES, opened))
                .map(_ -> held(opened))
                .invoke(file::write)
                .invoke(ring -> held = ring);
    }

    private Uni<List<WrappedKeyset>> open(Purpose purpose, Map<Purpose, List<Keyset>> opened) {
        return store.all(purpose)
                .chain(found ->
                        found.isEmpty() ? make(purpose) : Uni.createFrom().item(found))
                .call(found -> wrapping.asking(() -> unwrapped(purpose, found))
                        .invoke(keysets -> opened.put(purpose, keysets)))
                .call(found -> store.rewrap(wrapping, purpose, found));
    }

    private Uni<List<WrappedKeyset>> make(Purpose purpose) {
        return wrapping.asking(() -> Keysets.wrap(purpose.make(), wrapping.of(purpose)))
                .chain(store::offer)
                .chain(() -> store.all(purpose));
    }

    private List<Keyset> unwrapped(Purpose purpose, List<WrappedKeyset> found) {
        return found.stream()
                .map(one -> Keysets.unwrap(one, wrapping.of(purpose)))
                .toList();
    }

    private Held held(Map<Purpose, List<Keyset>> opened) {
        List<Keyset> secrets = opened.getOrDefault(Purpose.CLIENT_SECRETS, List.of());
        List<Keyset> hashes = opened.getOrDefault(Purpose.HASHES, List.of());
        return new Held(
                HpkeOpener.of(secrets.toArray(Keyset[]::new)).openingIf(wrapping::requireOpen),
                KeyedHash.of(hashes.getFirst(), older(hashes)),
                secrets.getFirst().publicKeyset());
    }

    /** A driver's message may quote what was to be stored. */
    private static String reason(Throwable failure) {
        return failure instanceof KeyUnavailable || failure instanceof CannotOpen
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getSimpleName();
    }

    private static Keyset[] older(List<Keyset> keysets) {
        return keysets.stream().skip(1).toArray(Keyset[]::new);
    }
}
