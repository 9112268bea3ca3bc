// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HpkePublicKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The public half of an HPKE keyset: no secret, but whoever can exchange it reads what is sealed next. So compare the
 * {@link #fingerprint()} where one is pinned.
 *
 * @param id   the keyset's id
 * @param json Tink's JSON form
 */
public record PublicKeyset(UUID id, String json) {
    static PublicKeyset of(UUID id, KeysetHandle publicHandle) {
        try {
            return new PublicKeyset(
                    id, TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(publicHandle, Keysets.TINK));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not a public keyset", e);
        }
    }

    KeysetHandle handle() {
        try {
            return TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(json, Keysets.TINK);
        } catch (GeneralSecurityException e) {
            throw new KeyUnavailable("The public keyset " + id + " is not readable.", e);
        }
    }

    /**
     * SHA-256 of the keyset's id and its keys' raw bytes, in hex: the same however the JSON is written.
     *
     * @throws KeyUnavailable if this is no HPKE public keyset
     */
    @AccessesPartialKey
    public String fingerprint() {
        KeysetHandle handle = handle();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array());
            for (int i = 0; i < handle.size(); i++) {
                if (!(handle.getAt(i).getKey() instanceof HpkePublicKey key)) {
                    throw new KeyUnavailable("The public keyset " + id + " is not of HPKE keys.");
                }
                digest.update(
                        ByteBuffer.allocate(4).putInt(handle.getAt(i).getId()).array());
                digest.update(key.getPublicKeyBytes().toByteArray());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is not available", e);
        }
    }
}
