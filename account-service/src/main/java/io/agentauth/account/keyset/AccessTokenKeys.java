// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.agentauth.vault.UnknownKeyset;
import io.agentauth.vault.WrappedKeyset;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keyset that access tokens are sealed with. token-refresher mints it and serves it wrapped; a copy is kept here, so that a later start
 * needs nobody. A seal that names an unknown keyset makes it ask again, one flight for all; what cannot be opened is not handed out.
 */
@Startup
@ApplicationScoped
public class AccessTokenKeys {
    static final String PURPOSE = "access_tokens";
    private static final Logger LOG = Logger.getLogger(AccessTokenKeys.class);
    private static final String PATH = "/internal/keysets/access-tokens";
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(1);

    private final KeysetStore store;
    private final ServiceCalls services;
    private final Wrapping wrapping;
    private final AtomicReference<@Nullable Uni<AeadVault>> flight = new AtomicReference<>();
    private volatile @Nullable AeadVault vault;
    private volatile long fetchedAt = System.nanoTime() - ASK_AGAIN_AFTER.toNanos();

    @Inject
    AccessTokenKeys(KeysetStore store, ServiceCalls services, Wrapping wrapping) {
        this.store = store;
        this.services = services;
        this.wrapping = wrapping;
    }

    /** Whether a keyset is held. */
    public boolean isReady() {
        return vault != null;
    }

    /** Fails with {@code sealed} or {@code key_service_unavailable} where nothing may be opened now. */
    public void requireOpen() {
        wrapping.requireOpen();
    }

    /** Opens at once what was sealed at {@code place}, or null where the keyset has to be fetched first: then {@link #open}. */
    public @Nullable Sensitive openNow(Sealed sealed, Place place) {
        AeadVault held = vault;
        if (held == null) {
            return null;
        }
        try {
            return held.open(sealed, place);
        } catch (UnknownKeyset | KeyUnavailable _) {
            return null;
        }
    }

    /** Opens what was sealed at {@code place}. Fails with {@code key_service_unavailable} while its keyset cannot be had. */
    public Uni<Sensitive> open(Sealed sealed, Place place) {
        return Uni.createFrom().deferred(() -> {
            Sensitive opened = openNow(sealed, place);
            return opened != null ? Uni.createFrom().item(opened) : openWithFetched(sealed, place);
        });
    }

    private Uni<Sensitive> openWithFetched(Sealed sealed, Place place) {
        return held(sealed)
                .map(fetched -> fetched.open(sealed, place))
                .onFailure(failure -> failure instanceof UnknownKeyset || failure instanceof KeyUnavailable)
                .transform(AccessTokenKeys::unavailable);
    }

    private Uni<AeadVault> held(Sealed sealed) {
        AeadVault held = vault;
        boolean justAsked = System.nanoTime() - fetchedAt < ASK_AGAIN_AFTER.toNanos();
        if (held != null && (held.keysetIds().contains(sealed.keysetId()) || justAsked)) {
            return Uni.createFrom().item(held);
        }
        return refresh();
    }

    /** Holds what the database has or, with nothing there, what token-refresher serves. */
    Uni<AeadVault> load() {
        return store.find(PURPOSE).chain(found -> found.isEmpty() ? refresh() : wrapping.asking(() -> hold(found)));
    }

    /** Asks token-refresher, and keeps what it serves. One flight for all who ask meanwhile. */
    Uni<AeadVault> refresh() {
        Uni<AeadVault> mine = services.get(ServiceName.TOKEN_REFRESHER, PATH, KeysetsAnswer.class)
                .map(KeysetsAnswer::checked)
                .call(store::keep)
                .chain(kept -> wrapping.asking(() -> hold(kept)))
                .onFailure()
                .transform(AccessTokenKeys::unavailable)
                .onTermination()
                .invoke(() -> flight.set(null))
                .memoize()
                .indefinitely();
        Uni<AeadVault> started = flight.compareAndExchange(null, mine);
        return started == null ? mine : started;
    }

    private AeadVault hold(List<KeysetStore.Kept> keysets) {
        Keyset current = null;
        Keyset[] older = new Keyset[keysets.size() - 1];
        int n = 0;
        for (KeysetStore.Kept kept : keysets) {
            WrappedKeyset wrapped = kept.keyset();
            Keyset keyset = Keysets.unwrap(wrapped, wrapping.accessTokens());
            if (kept.current()) {
                current = keyset;
            } else {
                older[n++] = keyset;
            }
        }
        if (current == null) {
            throw new KeyUnavailable("None of the access-token keysets is the current one.");
        }
        AeadVault held =
                AeadVault.of(current, older).openingIf(wrapping::requireOpen).withKeysOf(wrapping.environments());
        vault = held;
        fetchedAt = System.nanoTime();
        LOG.infof("%d access-token keysets are held", keysets.size());
        return held;
    }

    private static ProblemException unavailable(Throwable cause) {
        if (!(cause instanceof ProblemException)) {
            // A text may quote what could not be written or read; only that of a missing key is made for the log.
            LOG.errorf(
                    "access-token keysets cannot be used: %s",
                    cause instanceof KeyUnavailable
                            ? cause.getMessage()
                            : cause.getClass().getSimpleName());
        }
        return new ProblemException(
                        ProblemType.KEY_SERVICE_UNAVAILABLE,
                        "The key that opens access tokens cannot be had now.",
                        cause)
                .retryAfter(Duration.ofSeconds(1));
    }
}
