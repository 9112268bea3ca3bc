// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.HybridEncrypt;
import java.security.GeneralSecurityException;
import java.util.UUID;

/**
 * Seals for whoever holds the private half, and cannot open (HPKE, RFC 9180; 200 to 400 µs, so never on a hot path). The place is HPKE's
 * {@code info}. HPKE's base mode does not authenticate the sealer: anybody with the public key can seal something new.
 */
public final class HpkeSealer {
    private final UUID keysetId;
    private final HybridEncrypt hybrid;

    private HpkeSealer(UUID keysetId, HybridEncrypt hybrid) {
        this.keysetId = keysetId;
        this.hybrid = hybrid;
    }

    /**
     * Seals to {@code keyset}.
     *
     * @throws KeyUnavailable if it is not readable
     */
    public static HpkeSealer of(PublicKeyset keyset) {
        return new HpkeSealer(keyset.id(), Keysets.primitive(keyset.handle(), HybridEncrypt.class));
    }

    /** Seals {@code secret} so that it opens only at {@code place}. */
    public Sealed seal(Sensitive secret, Place place) {
        try {
            byte[] output = hybrid.encrypt(secret.revealBytes(Reveal.TO_SEAL), place.associatedData());
            return Sealed.of(keysetId, output);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HPKE failed to encrypt", e);
        }
    }

    /** The keyset that it seals to. */
    public UUID keysetId() {
        return keysetId;
    }
}
