// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HybridConfig;
import com.google.crypto.tink.mac.HmacParameters;
import com.google.crypto.tink.mac.MacConfig;
import com.google.crypto.tink.signature.Ed25519Parameters;
import com.google.crypto.tink.signature.SignatureConfig;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.UUID;

/** Makes keysets, and turns them into what may be stored and back. */
public final class Keysets {
    static final Configuration TINK = tink();

    private static Configuration tink() {
        try {
            AeadConfig.register();
            HybridConfig.register();
            MacConfig.register();
            SignatureConfig.register();
            return RegistryConfiguration.get();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink does not start", e);
        }
    }

    private Keysets() {}

    /** A new AES-256-GCM keyset. Rotate it before 2^31 seals. */
    public static Keyset makeAead(String purpose) {
        return make(purpose, Keyset.Kind.AEAD, PredefinedAeadParameters.AES256_GCM);
    }

    /** A new HPKE keyset: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM (RFC 9180). */
    public static Keyset makeHpke(String purpose) {
        try {
            HpkeParameters parameters = HpkeParameters.builder()
                    .setKemId(HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256)
                    .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
                    .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
                    .setVariant(HpkeParameters.Variant.TINK)
                    .build();
            return make(purpose, Keyset.Kind.HPKE, parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HPKE is not available", e);
        }
    }

    /** A new HMAC-SHA-256 keyset with a 256-bit key and the whole 32 bytes as tag, without a prefix: a hash can be a unique column. */
    public static Keyset makeMac(String purpose) {
        try {
            HmacParameters parameters = HmacParameters.builder()
                    .setKeySizeBytes(32)
                    .setTagSizeBytes(KeyedHash.BYTES)
                    .setHashType(HmacParameters.HashType.SHA256)
                    .setVariant(HmacParameters.Variant.NO_PREFIX)
                    .build();
            return make(purpose, Keyset.Kind.MAC, parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is not available", e);
        }
    }

    /** A new Ed25519 keyset (RFC 8032). */
    public static Keyset makeSigning(String purpose) {
        return make(purpose, Keyset.Kind.SIGNING, Ed25519Parameters.create());
    }

    private static Keyset make(String purpose, Keyset.Kind kind, Parameters parameters) {
        try {
            return new Keyset(UUID.randomUUID(), purpose, kind, KeysetHandle.generateNew(parameters, TINK));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a keyset could not be made", e);
        }
    }

    /**
     * Wraps a keyset for storing or sending.
     *
     * @throws KeyUnavailable if the wrapping key cannot be had
     */
    public static WrappedKeyset wrap(Keyset keyset, KeyWrapper wrapper) {
        byte[] plain = {};
        try {
            plain = TinkProtoKeysetFormat.serializeKeyset(keyset.handle(), InsecureSecretKeyAccess.get(), TINK);
            byte[] wrapped =
                    wrapper.wrap(plain, WrappedKeyset.associatedData(keyset.id(), keyset.purpose(), keyset.kind()));
            return new WrappedKeyset(keyset.id(), keyset.purpose(), keyset.kind(), wrapped);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a keyset could not be serialised", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /**
     * Opens a wrapped keyset.
     *
     * @throws KeyUnavailable if the wrapping key cannot be had or is another one than was used
     * @throws CannotOpen     if it was tampered with, or its id, purpose or kind are not those it was wrapped with
     */
    public static Keyset unwrap(WrappedKeyset wrapped, KeyWrapper wrapper) {
        byte[] plain = wrapper.unwrap(
                wrapped.wrapped(), WrappedKeyset.associatedData(wrapped.id(), wrapped.purpose(), wrapped.kind()));
        try {
            KeysetHandle handle = TinkProtoKeysetFormat.parseKeyset(plain, InsecureSecretKeyAccess.get(), TINK);
            return new Keyset(wrapped.id(), wrapped.purpose(), wrapped.kind(), handle);
        } catch (GeneralSecurityException _) {
            throw new CannotOpen();
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    static <P> P primitive(KeysetHandle handle, Class<P> type) {
        try {
            return handle.getPrimitive(TINK, type);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no " + type.getSimpleName() + " of this keyset", e);
        }
    }
}
