// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Seals and opens with AES-256-GCM, about a microsecond a token. Seals with the current keyset and opens with every keyset that it
 * holds, so that a rotation needs no moment at which all rows are re-sealed. Safe for use by many threads.
 */
public final class AeadVault {
    private final UUID current;
    private final Map<UUID, Aead> held;
    private final OpenGuard guard;
    private final SealCount count;

    private AeadVault(UUID current, Map<UUID, Aead> held, OpenGuard guard, SealCount count) {
        this.current = current;
        this.held = held;
        this.guard = guard;
        this.count = count;
    }

    /** A vault that seals with {@code current} and also opens with {@code older}. */
    public static AeadVault of(Keyset current, Keyset... older) {
        AeadVault vault = new AeadVault(current.id(), new HashMap<>(), OpenGuard.NONE, SealCount.NONE);
        vault.hold(current);
        for (Keyset keyset : older) {
            vault.hold(keyset);
        }
        return vault;
    }

    /** The same, asking {@code guard} before anything is opened. Sealing goes on: what a provider has answered must be stored. */
    public AeadVault openingIf(OpenGuard guard) {
        return new AeadVault(current, held, guard, count);
    }

    /** The same, counting each seal before it is made. */
    public AeadVault countedBy(SealCount count) {
        return new AeadVault(current, held, guard, count);
    }

    private void hold(Keyset keyset) {
        if (held.put(keyset.id(), keyset.primitive(Keyset.Kind.AEAD, Aead.class)) != null) {
            throw new IllegalArgumentException("keyset " + keyset.id() + " twice");
        }
    }

    /**
     * Seals {@code secret} so that it opens only at {@code place}.
     *
     * @throws KeyUnavailable if more was sealed than was reserved
     */
    public Sealed seal(Sensitive secret, Place place) {
        count.count(1);
        try {
            Aead aead = held.get(current);
            if (aead == null) {
                throw new IllegalStateException("the current keyset is not held");
            }
            return Sealed.of(current, aead.encrypt(secret.revealBytes(Reveal.TO_SEAL), place.associatedData()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to encrypt", e);
        }
    }

    /**
     * Opens what was sealed at {@code place}.
     *
     * @throws UnknownKeyset if it names a keyset that this vault does not hold
     * @throws CannotOpen    if it does not open, for whatever reason
     */
    public Sensitive open(Sealed sealed, Place place) {
        return open(sealed, place.associatedData());
    }

    /**
     * Seals anew, with the current keyset and for {@code to}, what was sealed at {@code from}. Nothing comes out of it, so it needs nobody's leave.
     *
     * @throws UnknownKeyset if it names a keyset that this vault does not hold
     * @throws CannotOpen    if it does not open, for whatever reason
     */
    public Sealed reseal(Sealed sealed, Place from, Place to) {
        return seal(unguarded(sealed, from.associatedData()), to);
    }

    Sensitive open(Sealed sealed, byte[] associatedData) {
        guard.requireOpen();
        return unguarded(sealed, associatedData);
    }

    private Sensitive unguarded(Sealed sealed, byte[] associatedData) {
        UUID keysetId = sealed.keysetId();
        Aead aead = held.get(keysetId);
        if (aead == null) {
            throw new UnknownKeyset(keysetId);
        }
        try {
            return Sensitive.of(aead.decrypt(sealed.tinkOutput(), associatedData));
        } catch (GeneralSecurityException _) {
            throw Unopened.all().another();
        }
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
