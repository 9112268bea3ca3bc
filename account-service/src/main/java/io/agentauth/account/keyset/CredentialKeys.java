// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.agentauth.vault.UnknownKeyset;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keyset that static credentials are sealed with. This service makes it, on first need, and nobody else holds it; of several replicas the
 * first one's counts. A seal that names an unknown keyset makes it look for newer ones.
 */
@ApplicationScoped
public class CredentialKeys {
    static final String PURPOSE = "static_credentials";

    private final KeysetStore store;
    private final KeyWrapper wrapper;
    private volatile @Nullable AeadVault vault;

    @Inject
    CredentialKeys(KeysetStore store, KeysetConfig config) {
        this.store = store;
        wrapper = OwnKeysets.wrapper(config);
    }

    /** Seals {@code secret} to {@code place}. Fails with {@code key_service_unavailable} while the keyset cannot be had. */
    public Uni<Sealed> seal(Sensitive secret, Place place) {
        return held().map(keys -> keys.seal(secret, place));
    }

    /** Opens what was sealed at {@code place}. Fails with {@code key_service_unavailable} while its keyset cannot be had. */
    public Uni<Sensitive> open(Sealed sealed, Place place) {
        return held().map(keys -> keys.open(sealed, place))
                .onFailure(UnknownKeyset.class)
                .recoverWithUni(() -> find().map(this::hold).map(keys -> keys.open(sealed, place)))
                .onFailure(failure -> failure instanceof UnknownKeyset || failure instanceof KeyUnavailable)
                .transform(CredentialKeys::unavailable);
    }

    private Uni<AeadVault> held() {
        AeadVault known = vault;
        return known != null
                ? Uni.createFrom().item(known)
                : find().chain(found ->
                                found.isEmpty() ? make() : Uni.createFrom().item(found))
                        .map(this::hold)
                        .onFailure()
                        .transform(CredentialKeys::unavailable);
    }

    private Uni<List<Keyset>> make() {
        return store.keepFirst(Keysets.wrap(Keysets.makeAead(PURPOSE), wrapper)).chain(_ -> find());
    }

    /** The current one first. */
    private Uni<List<Keyset>> find() {
        return store.find(PURPOSE).map(kept -> kept.stream()
                .sorted((one, other) -> Boolean.compare(other.current(), one.current()))
                .map(one -> Keysets.unwrap(one.keyset(), wrapper))
                .toList());
    }

    private AeadVault hold(List<Keyset> keysets) {
        if (keysets.isEmpty()) {
            throw new KeyUnavailable("There is no keyset for static credentials.");
        }
        AeadVault held = AeadVault.of(
                keysets.getFirst(), keysets.subList(1, keysets.size()).toArray(Keyset[]::new));
        vault = held;
        return held;
    }

    private static ProblemException unavailable(Throwable cause) {
        return new ProblemException(
                        ProblemType.KEY_SERVICE_UNAVAILABLE,
                        "The key that seals static credentials cannot be had now.",
                        cause)
                .retryAfter(Duration.ofSeconds(1));
    }
}
