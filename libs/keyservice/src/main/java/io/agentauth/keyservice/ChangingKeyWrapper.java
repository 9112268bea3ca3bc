// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.vault.KeyWrapper;
import java.util.List;

/** Wraps with the key of today, and unwraps what an older one wrapped too: so a wrapping key is exchanged while everything runs. */
final class ChangingKeyWrapper implements KeyWrapper {
    private final KeyWrapper current;
    private final List<KeyWrapper> older;

    ChangingKeyWrapper(KeyWrapper current, List<KeyWrapper> older) {
        this.current = current;
        this.older = List.copyOf(older);
    }

    @Override
    public byte[] wrap(byte[] keyset, byte[] associatedData) {
        return current.wrap(keyset, associatedData);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) {
        if (!current.made(wrapped)) {
            for (KeyWrapper one : older) {
                if (one.made(wrapped)) {
                    return one.unwrap(wrapped, associatedData);
                }
            }
        }
        return current.unwrap(wrapped, associatedData);
    }

    @Override
    public boolean made(byte[] wrapped) {
        return current.made(wrapped);
    }

    @Override
    public String toString() {
        return "ChangingKeyWrapper[" + current + ", " + older + "]";
    }
}
