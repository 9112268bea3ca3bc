// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.PublicKeySign;
import com.google.crypto.tink.signature.Ed25519PublicKey;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

/**
 * Signs what others check without us: Ed25519, without a prefix.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032#section-5.1">RFC 8032 §5.1</a>
 */
public final class Signer {
    private static final HexFormat HEX = HexFormat.of();

    private final PublicKeySign key;
    private final String publicKey;

    private Signer(PublicKeySign key, String publicKey) {
        this.key = key;
        this.publicKey = publicKey;
    }

    /** Signs with {@code keyset}, of kind {@link Keyset.Kind#SIGNING}. */
    @AccessesPartialKey
    public static Signer of(Keyset keyset) {
        PublicKeySign key = keyset.primitive(Keyset.Kind.SIGNING, PublicKeySign.class);
        try {
            Ed25519PublicKey publicKey = (Ed25519PublicKey)
                    keyset.handle().getPublicKeysetHandle().getPrimary().getKey();
            return new Signer(key, HEX.formatHex(publicKey.getPublicKeyBytes().toByteArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signing keyset without its public half", e);
        }
    }

    /** The 32 bytes of the public key, in hex. */
    public String publicKey() {
        return publicKey;
    }

    /** The 64 bytes of the signature, in hex. */
    public String sign(byte[] message) {
        try {
            return HEX.formatHex(key.sign(message));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("it cannot be signed", e);
        }
    }
}
