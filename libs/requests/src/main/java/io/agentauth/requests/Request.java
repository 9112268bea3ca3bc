// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import io.agentauth.ids.EnvironmentId;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request as far as repeating it goes.
 *
 * @param environment whose it is; the operator's have {@link #OPERATOR}
 * @param key what the caller named it, where it did
 * @param hash of everything that makes it this request and no other
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content where it counts
public record Request(EnvironmentId environment, @Nullable String key, byte[] hash) {
    /** Stands for no environment. */
    public static final EnvironmentId OPERATOR = new EnvironmentId(new UUID(0, 0));

    /** Whether it has a key: without one it is new each time. */
    public boolean isNamed() {
        return key != null;
    }

    String requireKey() {
        return Objects.requireNonNull(key);
    }
}
