// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The keyed hash of a refresh token: says which token is meant, and nothing about it. */
@SuppressWarnings("ArrayRecordComponent") // equality is by content below
public record TokenHash(byte[] bytes) {
    /** What the hash is of, in the keyed hash's own terms. */
    public static final String WHAT = "refresh_token";

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenHash that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes, 0, Math.min(4, bytes.length));
    }
}
