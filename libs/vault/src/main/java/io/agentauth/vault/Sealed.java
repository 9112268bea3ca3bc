// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sealed secret as it is stored, for good: format byte {@code 0x01}, keyset id (16 bytes), Tink output (which carries key id and nonce).
 * With {@code 0x02} the same, sealed with a key that was derived from that keyset for its environment; with {@code 0x03} no keyset id, but another
 * seal under the environment's key ({@link EnvironmentKeys#cover}).
 * The bytes are not copied: treat them as read-only.
 *
 * @param bytes the whole envelope
 */
@SuppressWarnings(
        "ArrayRecordComponent") // equality is by content below, and copying each ciphertext would cost for nothing
public record Sealed(byte[] bytes) {
    private static final byte FORMAT = 1;
    private static final byte OF_ENVIRONMENT = 2;
    private static final byte COVERED = 3;
    private static final int HEADER_BYTES = 17;

    /** Any bytes are accepted: what is no envelope {@link CannotOpen cannot be opened}, like everything else that does not open. */
    public Sealed {}

    static Sealed of(UUID keysetId, byte[] tinkOutput) {
        return of(FORMAT, keysetId, tinkOutput);
    }

    static Sealed ofEnvironment(UUID keysetId, byte[] tinkOutput) {
        return of(OF_ENVIRONMENT, keysetId, tinkOutput);
    }

    static Sealed covered(byte[] cover) {
        return new Sealed(
                ByteBuffer.allocate(1 + cover.length).put(COVERED).put(cover).array());
    }

    private static Sealed of(byte format, UUID keysetId, byte[] tinkOutput) {
        return new Sealed(ByteBuffer.allocate(HEADER_BYTES + tinkOutput.length)
                .put(format)
                .putLong(keysetId.getMostSignificantBits())
                .putLong(keysetId.getLeastSignificantBits())
                .put(tinkOutput)
                .array());
    }

    /** The keyset that opens it: readable without opening, so that a caller can fetch a keyset that it does not hold yet. */
    public UUID keysetId() {
        if (bytes.length < HEADER_BYTES || (bytes[0] != FORMAT && bytes[0] != OF_ENVIRONMENT)) {
            throw new CannotOpen();
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, 1, HEADER_BYTES - 1);
        return new UUID(header.getLong(), header.getLong());
    }

    /** Whether the environment's key is needed to open it, besides the keyset. */
    public boolean isOfEnvironment() {
        return bytes.length > 0 && bytes[0] == OF_ENVIRONMENT;
    }

    boolean isCovered() {
        return bytes.length > 0 && bytes[0] == COVERED;
    }

    byte[] cover() {
        return Arrays.copyOfRange(bytes, 1, bytes.length);
    }

    byte[] tinkOutput() {
        return Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
    }

    /** For JSON. */
    public String toBase64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * From JSON.
     *
     * @throws CannotOpen if {@code base64} is none
     */
    public static Sealed fromBase64(String base64) {
        try {
            return new Sealed(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException _) {
            throw new CannotOpen();
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sealed that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Sealed[" + bytes.length + " bytes]";
    }
}
