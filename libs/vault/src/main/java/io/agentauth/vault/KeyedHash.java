// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.Mac;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hashes of random secrets for look-up and comparison: API keys, connect handles, states, cookies (HMAC-SHA-256, 32 bytes). A hash that
 * leaks with its table is of no use without the key. Microseconds, on purpose: what is hashed has 128 random bits or more, so there is
 * nothing to guess slowly.
 */
public final class KeyedHash {
    /** The length of a hash. */
    public static final int BYTES = 32;

    private final List<Mac> macs;

    private KeyedHash(List<Mac> macs) {
        this.macs = List.copyOf(macs);
    }

    /** Hashes with {@code current}, and also finds what was hashed with {@code older}. */
    public static KeyedHash of(Keyset current, Keyset... older) {
        List<Mac> macs = new ArrayList<>();
        macs.add(current.primitive(Keyset.Kind.MAC, Mac.class));
        for (Keyset keyset : older) {
            macs.add(keyset.primitive(Keyset.Kind.MAC, Mac.class));
        }
        return new KeyedHash(macs);
    }

    /**
     * The hash of {@code secret} as a {@code what}, with the current keyset.
     *
     * @param what names the kind of secret, such as {@code state}: the hash of a state never equals that of a cookie
     */
    public byte[] hash(String what, Sensitive secret) {
        return hash(macs.getFirst(), what, secret);
    }

    /** The hashes that a stored one may have, current keyset first: for a look-up while keysets are rotated. */
    public List<byte[]> hashes(String what, Sensitive secret) {
        return macs.stream().map(mac -> hash(mac, what, secret)).toList();
    }

    /** Whether {@code stored} is the hash of {@code secret}, compared in constant time. */
    public boolean matches(byte[] stored, String what, Sensitive secret) {
        boolean matches = false;
        for (byte[] hash : hashes(what, secret)) {
            matches |= MessageDigest.isEqual(stored, hash);
        }
        return matches;
    }

    private static byte[] hash(Mac mac, String what, Sensitive secret) {
        byte[] plain = secret.revealBytes(Reveal.TO_HASH);
        byte[] kind = what.getBytes(StandardCharsets.UTF_8);
        try {
            return mac.computeMac(ByteBuffer.allocate(4 + kind.length + plain.length)
                    .putInt(kind.length)
                    .put(kind)
                    .put(plain)
                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 failed", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }
}
