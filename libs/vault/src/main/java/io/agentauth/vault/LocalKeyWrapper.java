// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Wraps keysets with one 256-bit key that this process was given (AES-256-GCM). Wrapped form: format byte {@code 0x01}, 8 bytes that name
 * the wrapping key, nonce, ciphertext, tag. A wrong key file is told apart from tampering, since operators mix files up.
 */
public final class LocalKeyWrapper implements KeyWrapper {
    private static final byte FORMAT = 1;
    private static final int NAME_BYTES = 8;
    private static final int HEADER_BYTES = 1 + NAME_BYTES;

    private final byte[] name;
    private final Aead aead;

    private LocalKeyWrapper(byte[] name, Aead aead) {
        this.name = name;
        this.aead = aead;
    }

    /**
     * Wraps with {@code key}.
     *
     * @throws IllegalArgumentException if it is not of 32 bytes
     */
    public static LocalKeyWrapper of(Sensitive key) {
        byte[] bytes = key.revealBytes(Reveal.TO_SEAL);
        if (bytes.length != WrappingKeyFile.KEY_BYTES) {
            throw new IllegalArgumentException("a wrapping key has " + WrappingKeyFile.KEY_BYTES + " bytes");
        }
        try {
            return new LocalKeyWrapper(name(bytes), aead(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available", e);
        }
    }

    /**
     * Wraps with the key in {@code file}.
     *
     * @throws KeyUnavailable as {@link WrappingKeyFile#loadOrCreate} says
     */
    public static LocalKeyWrapper of(Path file, boolean developmentMode) {
        return of(WrappingKeyFile.loadOrCreate(file, developmentMode));
    }

    @Override
    public byte[] wrap(byte[] keyset, byte[] associatedData) {
        try {
            byte[] sealed = aead.encrypt(keyset, associatedData);
            return ByteBuffer.allocate(HEADER_BYTES + sealed.length)
                    .put(FORMAT)
                    .put(name)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to encrypt", e);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) {
        if (wrapped.length < HEADER_BYTES || wrapped[0] != FORMAT) {
            throw new CannotOpen();
        }
        if (!Arrays.equals(wrapped, 1, HEADER_BYTES, name, 0, NAME_BYTES)) {
            throw new KeyUnavailable("The keyset was wrapped by another wrapping key than the configured one.");
        }
        try {
            return aead.decrypt(Arrays.copyOfRange(wrapped, HEADER_BYTES, wrapped.length), associatedData);
        } catch (GeneralSecurityException _) {
            throw new CannotOpen();
        }
    }

    @Override
    public boolean made(byte[] wrapped) {
        return wrapped.length > HEADER_BYTES
                && wrapped[0] == FORMAT
                && Arrays.equals(wrapped, 1, HEADER_BYTES, name, 0, NAME_BYTES);
    }

    @AccessesPartialKey
    private static Aead aead(byte[] key) throws GeneralSecurityException {
        AesGcmParameters parameters = AesGcmParameters.builder()
                .setKeySizeBytes(WrappingKeyFile.KEY_BYTES)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                .build();
        AesGcmKey aesKey = AesGcmKey.builder()
                .setParameters(parameters)
                .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                .build();
        KeysetHandle handle = KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(aesKey).withRandomId().makePrimary())
                .build();
        return Keysets.primitive(handle, Aead.class);
    }

    private static byte[] name(byte[] key) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("agent-auth wrapping key name".getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(digest.digest(key), NAME_BYTES);
    }

    @Override
    public String toString() {
        return "LocalKeyWrapper[redacted]";
    }
}
