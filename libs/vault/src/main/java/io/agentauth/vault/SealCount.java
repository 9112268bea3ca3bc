// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

/** Counts what is sealed, because a key of AES-GCM with random nonces may only seal so often. */
@FunctionalInterface
public interface SealCount {
    /** Counts nothing. */
    SealCount NONE = _ -> {};

    /**
     * One more seal is about to be made. Asked on hot paths: nanoseconds.
     *
     * @throws KeyUnavailable if more seals are made than were reserved; so none is ever made that is not counted
     */
    void count(int seals);
}
