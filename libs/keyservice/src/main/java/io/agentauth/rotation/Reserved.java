// SPDX-License-Identifier: Apache-2.0
package io.agentauth.rotation;

import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.SealCount;
import java.util.concurrent.atomic.AtomicLong;

/** The seals that this process may still make with one keyset; they are in the table's count already. */
final class Reserved implements SealCount {
    private final AtomicLong left = new AtomicLong();

    void add(long seals) {
        left.addAndGet(seals);
    }

    long left() {
        return left.get();
    }

    @Override
    public void count(int seals) {
        if (left.addAndGet(-seals) < 0) {
            left.addAndGet(seals);
            throw new KeyUnavailable("More was sealed than was reserved: wait until the keysets are read again.");
        }
    }
}
