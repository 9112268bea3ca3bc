// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

/**
 * Wraps keysets with a key that is not stored beside them: a local file, or a key service. Asked at start, when a keyset is made and
 * now and then, never on a hot path, so it may block; call it from a thread that may.
 */
public interface KeyWrapper {
    /**
     * Wraps {@code keyset}, bound to {@code associatedData}.
     *
     * @throws KeyUnavailable if the wrapping key cannot be had now
     */
    byte[] wrap(byte[] keyset, byte[] associatedData);

    /**
     * Gives back what was wrapped with the same associated data.
     *
     * @throws KeyUnavailable if the wrapping key cannot be had now or is another one than was used
     * @throws CannotOpen     if {@code wrapped} was tampered with or belongs elsewhere
     */
    byte[] unwrap(byte[] wrapped, byte[] associatedData);

    /** Whether {@code wrapped} was made by this wrapper's key, as far as can be told without unwrapping. */
    boolean made(byte[] wrapped);
}
