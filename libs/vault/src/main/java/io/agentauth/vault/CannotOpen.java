// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

/**
 * A seal does not open: it was tampered with, moved, rolled back, or is none. Deliberately without detail, cause and stack trace: whoever
 * tries ciphertexts learns nothing from how they fail.
 */
public sealed class CannotOpen extends RuntimeException permits UnknownKeyset {
    CannotOpen() {
        super("the sealed value cannot be opened", null, false, false);
    }

    /** The one error, for whoever unwraps by other means than are here. */
    public static CannotOpen uniform() {
        return new CannotOpen();
    }
}
