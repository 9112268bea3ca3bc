// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import io.agentauth.database.Migration;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.HpkeOpener;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import io.agentauth.vault.KeyedHash;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.LocalKeyWrapper;
import io.agentauth.vault.PublicKeyset;
import io.agentauth.vault.WrappedKeyset;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    private final KeysetStore store;
    private final PublicKeysetFile file;
    private final Map<Purpose, KeyWrapper> wrappers = new EnumMap<>(Purpose.class);
    private final Uni<Held> whenHeld;
    private volatile @Nullable Held held;
    private volatile boolean released;
    private @Nullable Cancellable running;

    @Inject
    KeyRing(KeysetConfig config, KeysetStore store, PublicKeysetFile file, Migration migration) {
        this.store = store;
        this.file = file;
        KeyWrapper own = wrapper(config, config.wrappingKeyFile(), "wrapping-key-file");
        KeyWrapper shared = wrapper(config, config.accessTokenWrappingKeyFile(), "access-token-wrapping-key-file");
        for (Purpose purpose : Purpose.values()) {
            wrappers.put(purpose, purpose == Purpose.ACCESS_TOKENS ? shared : own);
        }
        whenHeld = migration
                .whenDone()
                .chain(this::load)
                .onFailure()
                .invoke(failure -> LOG.errorf("The keysets are not there yet: %s", reason(failure)))
                .onFailure()
                .retry()
                .withBackOff(PAUSE_MIN, PAUSE_MAX)
                .indefinitely();
    }

    /** What is held, once it is. */
    record Held(
            AeadVault refreshTokens,
            AeadVault accessTokens,
            HpkeOpener clientSecrets,
            KeyedHash hashes,
            PublicKeyset publicKeyset,
            List<WrappedKeyset> shared) {}

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
        return held().refreshTokens();
    }

    /** Seals and opens access tokens. */
    public AeadVault accessTokens() {
        return held().accessTokens();
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

    Held held() {
        Held known = held;
        if (known == null) {
            throw unavailable("The keys of this service are not there. Try again.");
        }
        return known;
    }

    private static ProblemException unavailable(String detail) {
        return new ProblemException(ProblemType.KEY_SERVICE_UNAVAILABLE, detail).retryAfter(Duration.ofSeconds(1));
    }

    private Uni<Held> load() {
        Map<Purpose, List<Keyset>> opened = new EnumMap<>(Purpose.class);
        return open(Purpose.REFRESH_TOKENS, opened)
                .chain(() -> open(Purpose.CLIENT_SECRETS, opened))
                .chain(() -> open(Purpose.HASHES, opened))
                .chain(() -> open(Purpose.ACCESS_TOKENS, opened))
                .map(shared -> held(opened, shared))
                .invoke(file::write)
                .invoke(ring -> held = ring);
    }

    private Uni<List<WrappedKeyset>> open(Purpose purpose, Map<Purpose, List<Keyset>> opened) {
        return store.all(purpose)
                .chain(found ->
                        found.isEmpty() ? make(purpose) : Uni.createFrom().item(found))
                .invoke(found -> opened.put(
                        purpose, found.stream().map(one -> unwrap(purpose, one)).toList()));
    }

    private Uni<List<WrappedKeyset>> make(Purpose purpose) {
        return store.offer(Keysets.wrap(purpose.make(), wrapperOf(purpose))).chain(() -> store.all(purpose));
    }

    private Keyset unwrap(Purpose purpose, WrappedKeyset wrapped) {
        return Keysets.unwrap(wrapped, wrapperOf(purpose));
    }

    private KeyWrapper wrapperOf(Purpose purpose) {
        return Objects.requireNonNull(wrappers.get(purpose));
    }

    private static Held held(Map<Purpose, List<Keyset>> opened, List<WrappedKeyset> shared) {
        List<Keyset> refresh = opened.getOrDefault(Purpose.REFRESH_TOKENS, List.of());
        List<Keyset> access = opened.getOrDefault(Purpose.ACCESS_TOKENS, List.of());
        List<Keyset> secrets = opened.getOrDefault(Purpose.CLIENT_SECRETS, List.of());
        List<Keyset> hashes = opened.getOrDefault(Purpose.HASHES, List.of());
        return new Held(
                AeadVault.of(refresh.getFirst(), older(refresh)),
                AeadVault.of(access.getFirst(), older(access)),
                HpkeOpener.of(secrets.toArray(Keyset[]::new)),
                KeyedHash.of(hashes.getFirst(), older(hashes)),
                secrets.getFirst().publicKeyset(),
                shared);
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

    private static KeyWrapper wrapper(KeysetConfig config, Optional<Path> file, String key) {
        Path path = file.orElseThrow(() -> new KeyUnavailable(
                "Set agent-auth.vault." + key + ": the file with a key that wraps this service's keysets."));
        return LocalKeyWrapper.of(path, config.mode() == KeysetConfig.Mode.DEVELOPMENT);
    }
}
