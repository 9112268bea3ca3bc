// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import org.jspecify.annotations.Nullable;

/** A key that the process needs cannot be had or is not usable. The message is one sentence for the operator and holds no key material. */
public sealed class KeyUnavailable extends RuntimeException permits EnvironmentKeyUnavailable {
    /** Says what is wrong and, where it helps, what to do. */
    public KeyUnavailable(String message) {
        this(message, null);
    }

    /** The same with the cause, for the log. */
    public KeyUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
