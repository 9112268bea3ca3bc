// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens with AES-256-GCM, about a microsecond a token. Seals with the current keyset and opens with every keyset that it
 * holds, so that a rotation needs no moment at which all rows are re-sealed. Safe for use by many threads.
 */
public final class AeadVault {
    private final UUID current;
    private final Map<UUID, Held> held;
    private final OpenGuard guard;
    private final SealCount count;
    private final @Nullable EnvironmentKeys environments;

    private record Held(Keyset keyset, Aead aead) {}

    private AeadVault(
            UUID current,
            Map<UUID, Held> held,
            OpenGuard guard,
            SealCount count,
            @Nullable EnvironmentKeys environments) {
        this.current = current;
        this.held = held;
        this.guard = guard;
        this.count = count;
        this.environments = environments;
    }

    /** A vault that seals with {@code current} and also opens with {@code older}. */
    public static AeadVault of(Keyset current, Keyset... older) {
        AeadVault vault = new AeadVault(current.id(), new HashMap<>(), OpenGuard.NONE, SealCount.NONE, null);
        vault.hold(current);
        for (Keyset keyset : older) {
            vault.hold(keyset);
        }
        return vault;
    }

    /** The same, asking {@code guard} before anything is opened. Sealing goes on: what a provider has answered must be stored. */
    public AeadVault openingIf(OpenGuard guard) {
        return new AeadVault(current, held, guard, count, environments);
    }

    /** The same, counting each seal before it is made. */
    public AeadVault countedBy(SealCount count) {
        return new AeadVault(current, held, guard, count, environments);
    }

    /** The same with keys of environments: from each keyset and environment one is derived, for what is sealed in that environment's places. */
    public AeadVault withKeysOf(@Nullable EnvironmentKeys environments) {
        return new AeadVault(current, held, guard, count, environments);
    }

    private void hold(Keyset keyset) {
        Held one = new Held(keyset, keyset.primitive(Keyset.Kind.AEAD, Aead.class));
        if (held.put(keyset.id(), one) != null) {
            throw new IllegalArgumentException("keyset " + keyset.id() + " twice");
        }
    }

    /**
     * Seals {@code secret} so that it opens only at {@code place}.
     *
     * @throws KeyUnavailable if more was sealed than was reserved, or the environment's key cannot be had
     */
    public Sealed seal(Sensitive secret, Place place) {
        count.count(1);
        Held one = held.get(current);
        if (one == null) {
            throw new IllegalStateException("the current keyset is not held");
        }
        EnvironmentKeys keys = environments;
        byte[] plain = secret.revealBytes(Reveal.TO_SEAL);
        try {
            return keys != null && keys.isSealing()
                    ? Sealed.ofEnvironment(
                            current,
                            keys.sealing(one.keyset(), place.environment()).encrypt(plain, place.associatedData()))
                    : Sealed.of(current, one.aead().encrypt(plain, place.associatedData()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to encrypt", e);
        }
    }

    /**
     * Sees to it that {@link #seal} has the key that it takes for {@code place}: before somebody is asked whose answer has to be sealed.
     *
     * @throws KeyUnavailable if the environment's key cannot be had
     */
    public void prepare(Place place) {
        Held one = held.get(current);
        EnvironmentKeys keys = environments;
        if (one != null && keys != null && keys.isSealing()) {
            var _ = keys.sealing(one.keyset(), place.environment());
        }
    }

    /**
     * Opens what was sealed at {@code place}.
     *
     * @throws UnknownKeyset if it names a keyset that this vault does not hold
     * @throws CannotOpen    if it does not open, for whatever reason
     * @throws KeyUnavailable if it needs its environment's key, which is not there
     */
    public Sensitive open(Sealed sealed, Place place) {
        guard.requireOpen();
        return unguarded(sealed, place);
    }

    /**
     * Seals anew, with the current keyset and for {@code to}, what was sealed at {@code from}. Nothing comes out of it, so it needs nobody's leave.
     *
     * @throws UnknownKeyset if it names a keyset that this vault does not hold
     * @throws CannotOpen    if it does not open, for whatever reason
     * @throws KeyUnavailable if it needs its environment's key, which is not there
     */
    public Sealed reseal(Sealed sealed, Place from, Place to) {
        return seal(unguarded(sealed, from), to);
    }

    /** What was sealed without an environment's key, wherever that was. */
    Sensitive open(Sealed sealed, byte[] associatedData) {
        guard.requireOpen();
        return opened(held(sealed).aead(), sealed, associatedData);
    }

    private Sensitive unguarded(Sealed sealed, Place place) {
        Held one = held(sealed);
        Aead aead = sealed.isOfEnvironment()
                ? required(environments).opening(one.keyset(), place.environment())
                : one.aead();
        return opened(aead, sealed, place.associatedData());
    }

    private Held held(Sealed sealed) {
        UUID keysetId = sealed.keysetId();
        Held one = held.get(keysetId);
        if (one == null) {
            throw new UnknownKeyset(keysetId);
        }
        return one;
    }

    private static Sensitive opened(Aead aead, Sealed sealed, byte[] associatedData) {
        try {
            return Sensitive.of(aead.decrypt(sealed.tinkOutput(), associatedData));
        } catch (GeneralSecurityException _) {
            throw Unopened.all().another();
        }
    }

    private static EnvironmentKeys required(@Nullable EnvironmentKeys keys) {
        if (keys == null) {
            throw new KeyUnavailable(
                    "Set agent-auth.key-service.environment-keys-folder: secrets were sealed with keys in it.");
        }
        return keys;
    }

    /** The keyset that new seals are made with. */
    public UUID currentKeysetId() {
        return current;
    }

    /** The keysets that it opens. */
    public Set<UUID> keysetIds() {
        return Set.copyOf(held.keySet());
    }
}
