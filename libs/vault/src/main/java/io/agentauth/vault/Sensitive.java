// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A secret in memory: a token, a client secret, a code. It never prints, has no accessor that a serialiser would find, and says its
 * plain text only to {@link #reveal}, so that every read of a secret is one search away.
 */
public final class Sensitive {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] value;

    private Sensitive(byte[] value) {
        this.value = value;
    }

    /** The secret text {@code value}. */
    public static Sensitive of(String value) {
        return new Sensitive(value.getBytes(StandardCharsets.UTF_8));
    }

    /** The secret bytes {@code value}, copied. */
    public static Sensitive of(byte[] value) {
        return new Sensitive(value.clone());
    }

    /**
     * A fresh secret of {@code bits} random bits in base64url, for states, handles and keys.
     *
     * @throws IllegalArgumentException if {@code bits} is not a multiple of 8 of at least 128
     */
    public static Sensitive random(int bits) {
        if (bits < 128 || bits % 8 != 0) {
            throw new IllegalArgumentException("at least 128 bits, in whole bytes");
        }
        byte[] random = new byte[bits / 8];
        RANDOM.nextBytes(random);
        return of(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /** The plain text. {@code why} has no effect: it is for whoever searches. */
    public String reveal(Reveal why) {
        Objects.requireNonNull(why);
        return new String(value, StandardCharsets.UTF_8);
    }

    /** The plain bytes, a copy. {@code why} has no effect: it is for whoever searches. */
    public byte[] revealBytes(Reveal why) {
        Objects.requireNonNull(why);
        return value.clone();
    }

    /** Whether there is nothing in it. */
    public boolean isEmpty() {
        return value.length == 0;
    }

    /** Constant-time for values of the same length. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sensitive that && MessageDigest.isEqual(value, that.value);
    }

    /** The same for all: a hash of the value would be a piece of it, in whatever prints hashes. */
    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "Sensitive[redacted]";
    }
}
