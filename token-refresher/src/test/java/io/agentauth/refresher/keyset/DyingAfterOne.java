// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import io.agentauth.vault.KeyWrapper;

/** Wraps one keyset, and then the process is gone. */
final class DyingAfterOne implements KeyWrapper {
    private final KeyWrapper wrapper;
    private int wrapped;

    DyingAfterOne(KeyWrapper wrapper) {
        this.wrapper = wrapper;
    }

    @Override
    public byte[] wrap(byte[] keyset, byte[] associatedData) {
        if (wrapped++ == 1) {
            throw new IllegalStateException("killed");
        }
        return wrapper.wrap(keyset, associatedData);
    }

    @Override
    public byte[] unwrap(byte[] wrappedKeyset, byte[] associatedData) {
        return wrapper.unwrap(wrappedKeyset, associatedData);
    }

    @Override
    public boolean made(byte[] wrappedKeyset) {
        return wrapper.made(wrappedKeyset);
    }
}
