// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

/** Asked before anything is opened. */
@FunctionalInterface
public interface OpenGuard {
    /** Lets everything be opened. */
    OpenGuard NONE = () -> {};

    /** Returns if it may be; else fails with whatever says why not. Asked on hot paths: nanoseconds. */
    void requireOpen();
}
