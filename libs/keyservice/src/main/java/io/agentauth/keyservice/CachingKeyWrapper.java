// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a key service unwrapped, and goes on with it for a bounded time while the key service is away or refuses. After that nothing is
 * remembered any more: it fails closed, and opens again when the key service answers again.
 */
final class CachingKeyWrapper implements KeyWrapper {
    private static final int REMEMBERED_MAX = 1_000;

    /** Whether the key service can be counted on. */
    enum Standing {
        /** It answered when it was asked last. */
        ANSWERING,
        /** It did not, and what is held goes on for a while. */
        GRACE,
        /** It has not for too long. */
        CLOSED
    }

    /** The limits: {@code fresh} is how long an answer needs no other one, {@code grace} how long it is used without one. */
    record Limits(Duration fresh, Duration grace) {}

    private final KeyWrapper keyService;
    private final Limits limits;
    private final LongSupplier nanos;
    private final Map<ByteBuffer, Asked> remembered = new LinkedHashMap<>(16, 0.75f, true);
    private long answeredAt;
    private boolean failing;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Asked(byte[] wrapped, byte[] associatedData, byte[] keyset) {}

    CachingKeyWrapper(KeyWrapper keyService, Limits limits, LongSupplier nanos) {
        this.keyService = keyService;
        this.limits = limits;
        this.nanos = nanos;
        answeredAt = nanos.getAsLong();
    }

    @Override
    public byte[] wrap(byte[] keyset, byte[] associatedData) {
        byte[] wrapped = keyService.wrap(keyset, associatedData);
        answered(wrapped, associatedData, keyset);
        return wrapped;
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) {
        byte[] known = known(wrapped, associatedData, limits.fresh());
        return known != null ? known : asked(wrapped, associatedData);
    }

    @Override
    public boolean made(byte[] wrapped) {
        return keyService.made(wrapped);
    }

    private byte[] asked(byte[] wrapped, byte[] associatedData) {
        try {
            byte[] keyset = keyService.unwrap(wrapped, associatedData);
            answered(wrapped, associatedData, keyset);
            return keyset;
        } catch (KeyUnavailable e) {
            failed();
            byte[] known = known(wrapped, associatedData, limits.grace());
            if (known == null) {
                throw e;
            }
            return known;
        }
    }

    /** Asks the key service once about what was used last. Blocks. */
    void check() {
        Asked last = last();
        if (last != null) {
            try {
                Arrays.fill(asked(last.wrapped(), last.associatedData()), (byte) 0);
            } catch (KeyUnavailable _) {
                // What follows from it stands in the standing.
            }
        }
    }

    synchronized Standing standing() {
        if (isWithin(limits.grace())) {
            return failing ? Standing.GRACE : Standing.ANSWERING;
        }
        return Standing.CLOSED;
    }

    private synchronized byte @Nullable [] known(byte[] wrapped, byte[] associatedData, Duration within) {
        Asked known = isWithin(within) ? remembered.get(name(wrapped, associatedData)) : null;
        return known == null ? null : known.keyset().clone();
    }

    private synchronized @Nullable Asked last() {
        Asked last = null;
        for (Asked asked : remembered.values()) {
            last = asked;
        }
        return last;
    }

    private synchronized void answered(byte[] wrapped, byte[] associatedData, byte[] keyset) {
        answeredAt = nanos.getAsLong();
        failing = false;
        remembered.put(
                name(wrapped, associatedData), new Asked(wrapped.clone(), associatedData.clone(), keyset.clone()));
        if (remembered.size() > REMEMBERED_MAX) {
            forget(remembered.entrySet().iterator().next());
        }
    }

    /** After the grace nothing is remembered but the last question, so that it can be asked again. */
    private synchronized void failed() {
        failing = true;
        Asked last = last();
        if (last != null && !isWithin(limits.grace())) {
            remembered.values().forEach(asked -> Arrays.fill(asked.keyset(), (byte) 0));
            remembered.clear();
            remembered.put(name(last.wrapped(), last.associatedData()), last);
        }
    }

    private void forget(Map.Entry<ByteBuffer, Asked> eldest) {
        Arrays.fill(eldest.getValue().keyset(), (byte) 0);
        remembered.remove(eldest.getKey());
    }

    private boolean isWithin(Duration span) {
        return nanos.getAsLong() - answeredAt <= span.toNanos();
    }

    private static ByteBuffer name(byte[] wrapped, byte[] associatedData) {
        return ByteBuffer.allocate(4 + wrapped.length + associatedData.length)
                .putInt(wrapped.length)
                .put(wrapped)
                .put(associatedData)
                .flip();
    }

    @Override
    public String toString() {
        return "CachingKeyWrapper[" + keyService + "]";
    }
}
