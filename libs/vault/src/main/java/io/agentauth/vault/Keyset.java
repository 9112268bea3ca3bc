// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AesGcmKey;
import java.security.GeneralSecurityException;
import java.util.UUID;
import java.util.regex.Pattern;

/** Tink keys with an id and a purpose, opened and ready for use. Made, wrapped and unwrapped by {@link Keysets}. */
public final class Keyset {
    private static final Pattern PURPOSE = Pattern.compile("[a-z][a-z0-9_-]{0,39}");

    /** What the keys of a set do. */
    public enum Kind {
        /** Seals and opens for those who hold it: AES-256-GCM. */
        AEAD,
        /** Opens what its public half sealed: HPKE. */
        HPKE,
        /** Hashes: HMAC-SHA-256. */
        MAC,
        /** Signs: Ed25519. */
        SIGNING
    }

    private final UUID id;
    private final String purpose;
    private final Kind kind;
    private final KeysetHandle handle;

    Keyset(UUID id, String purpose, Kind kind, KeysetHandle handle) {
        this.id = id;
        this.purpose = checked(purpose);
        this.kind = kind;
        this.handle = handle;
    }

    static String checked(String purpose) {
        if (!PURPOSE.matcher(purpose).matches()) {
            throw new IllegalArgumentException("a purpose is a short word such as access_tokens");
        }
        return purpose;
    }

    /** The id that every seal made with it carries. */
    public UUID id() {
        return id;
    }

    /** What it is for, such as {@code access_tokens}. */
    public String purpose() {
        return purpose;
    }

    /** What its keys do. */
    public Kind kind() {
        return kind;
    }

    KeysetHandle handle() {
        return handle;
    }

    <P> P primitive(Kind needed, Class<P> type) {
        if (kind != needed) {
            throw new IllegalArgumentException("keyset " + id + " is of kind " + kind + ", not " + needed);
        }
        return Keysets.primitive(handle, type);
    }

    /** The bytes of its one AES-256-GCM key, to derive others from; whoever asks clears them. */
    @AccessesPartialKey
    byte[] aeadKey() {
        if (handle.getPrimary().getKey() instanceof AesGcmKey key) {
            return key.getKeyBytes().toByteArray(InsecureSecretKeyAccess.get());
        }
        throw new IllegalArgumentException("keyset " + id + " is of kind " + kind + ", not " + Kind.AEAD);
    }

    /** What whoever seals for the holder of this keyset needs. */
    public PublicKeyset publicKeyset() {
        if (kind != Kind.HPKE) {
            throw new IllegalArgumentException("only an HPKE keyset has a public half");
        }
        try {
            return PublicKeyset.of(id, handle.getPublicKeysetHandle());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a private keyset without its public half", e);
        }
    }

    @Override
    public String toString() {
        return "Keyset[" + id + ", " + purpose + ", " + kind + "]";
    }
}
