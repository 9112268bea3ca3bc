// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import org.jspecify.annotations.Nullable;

/** The key of one environment cannot be had; others' can. What it sealed stays as it is, and opens when the key is back. */
public final class EnvironmentKeyUnavailable extends KeyUnavailable {
    EnvironmentKeyUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
