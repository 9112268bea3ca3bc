// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.vault.CannotOpen;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a key service wrapped, as it is stored: a format byte that tells the service, and the service's own ciphertext, which names its key and
 * version itself. The file's format byte is 1 ({@code LocalKeyWrapper}).
 */
enum RemoteEnvelope {
    /** Transit's text, such as {@code vault:v1:…}. */
    VAULT_TRANSIT((byte) 2),
    /** KMS's ciphertext blob. */
    AWS_KMS((byte) 3);

    private final byte format;

    RemoteEnvelope(byte format) {
        this.format = format;
    }

    byte[] of(byte[] ciphertext) {
        return ByteBuffer.allocate(1 + ciphertext.length)
                .put(format)
                .put(ciphertext)
                .array();
    }

    boolean wraps(byte[] wrapped) {
        return wrapped.length > 1 && wrapped[0] == format;
    }

    byte[] ciphertext(byte[] wrapped) {
        if (!wraps(wrapped)) {
            throw CannotOpen.uniform();
        }
        return Arrays.copyOfRange(wrapped, 1, wrapped.length);
    }

    String text(byte[] wrapped) {
        return new String(ciphertext(wrapped), StandardCharsets.US_ASCII);
    }
}
