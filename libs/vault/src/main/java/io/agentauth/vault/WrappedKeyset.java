// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A keyset as it is stored or sent: wrapped by a {@link KeyWrapper}, bound to its id, purpose and kind.
 *
 * @param id      the keyset's id
 * @param purpose what it is for
 * @param kind    what its keys do
 * @param wrapped the wrapped key material
 */
@SuppressWarnings(
        "ArrayRecordComponent") // equality is by content below, and copying each ciphertext would cost for nothing
public record WrappedKeyset(UUID id, String purpose, Keyset.Kind kind, byte[] wrapped) {
    /** Checks the purpose's form. */
    public WrappedKeyset {
        purpose = Keyset.checked(purpose);
    }

    static byte[] associatedData(UUID id, String purpose, Keyset.Kind kind) {
        byte[] text = (purpose + '/' + kind).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(16 + text.length)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put(text)
                .array();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WrappedKeyset that
                && id.equals(that.id)
                && purpose.equals(that.purpose)
                && kind == that.kind
                && Arrays.equals(wrapped, that.wrapped);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "WrappedKeyset[" + id + ", " + purpose + ", " + kind + "]";
    }
}
