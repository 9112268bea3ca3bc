// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.caller;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of an API key: what the memory of callers is found by, so that no key is kept. API keys hold 256 random bits; a salt adds nothing. */
record KeyHash(long first, long second, long third, long fourth) {
    static KeyHash of(String key) {
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
            return new KeyHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
