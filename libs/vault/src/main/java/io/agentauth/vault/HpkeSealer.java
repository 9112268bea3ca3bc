// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.HybridEncrypt;
import java.security.GeneralSecurityException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Seals for whoever holds the private half, and cannot open (HPKE, RFC 9180; 200 to 400 µs, so never on a hot path). The place is HPKE's
 * {@code info}. HPKE's base mode does not authenticate the sealer: anybody with the public key can seal something new.
 */
public final class HpkeSealer {
    private final UUID keysetId;
    private final HybridEncrypt hybrid;
    private final @Nullable EnvironmentKeys environments;

    private HpkeSealer(UUID keysetId, HybridEncrypt hybrid, @Nullable EnvironmentKeys environments) {
        this.keysetId = keysetId;
        this.hybrid = hybrid;
        this.environments = environments;
    }

    /**
     * Seals to {@code keyset}.
     *
     * @throws KeyUnavailable if it is not readable
     */
    public static HpkeSealer of(PublicKeyset keyset) {
        return new HpkeSealer(keyset.id(), Keysets.primitive(keyset.handle(), HybridEncrypt.class), null);
    }

    /** The same, with each seal covered by the key of its place's environment, where there are such keys ({@link EnvironmentKeys#uncover}). */
    public HpkeSealer coveredBy(@Nullable EnvironmentKeys environments) {
        return new HpkeSealer(keysetId, hybrid, environments);
    }

    /**
     * Seals {@code secret} so that it opens only at {@code place}.
     *
     * @throws KeyUnavailable if the key that covers it cannot be had
     */
    public Sealed seal(Sensitive secret, Place place) {
        try {
            byte[] output = hybrid.encrypt(secret.revealBytes(Reveal.TO_SEAL), place.associatedData());
            Sealed sealed = Sealed.of(keysetId, output);
            EnvironmentKeys keys = environments;
            return keys == null ? sealed : keys.cover(sealed, place);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HPKE failed to encrypt", e);
        }
    }

    /** The keyset that it seals to. */
    public UUID keysetId() {
        return keysetId;
    }
}
