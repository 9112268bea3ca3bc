// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Where a sealed secret belongs. It is the associated data of the seal, so a ciphertext that is copied to another row, environment,
 * column or version, or rolled back to an older one, does not open.
 *
 * @param environment the environment's UUID
 * @param record      the UUID of the account, connection, flow or keyset that it belongs to
 * @param slot        the slot of the account ({@code main}, {@code bot}), or {@code -}
 * @param field       which secret of the record, such as {@code refresh_token}
 * @param generation  the account's generation, or 0
 * @param version     the version of the secret within it
 */
public record Place(UUID environment, UUID record, String slot, String field, long generation, long version) {
    private static final int TEXT_BYTES_MAX = 0xffff;

    /** Two places give the same bytes only if they are equal: numbers have a fixed width, texts their length in front. */
    public byte[] associatedData() {
        byte[] slotBytes = text(slot);
        byte[] fieldBytes = text(field);
        return ByteBuffer.allocate(2 * 16 + 2 * 2 + slotBytes.length + fieldBytes.length + 2 * 8)
                .putLong(environment.getMostSignificantBits())
                .putLong(environment.getLeastSignificantBits())
                .putLong(record.getMostSignificantBits())
                .putLong(record.getLeastSignificantBits())
                .putShort((short) slotBytes.length)
                .put(slotBytes)
                .putShort((short) fieldBytes.length)
                .put(fieldBytes)
                .putLong(generation)
                .putLong(version)
                .array();
    }

    private static byte[] text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException("longer than " + TEXT_BYTES_MAX + " bytes");
        }
        return bytes;
    }
}
