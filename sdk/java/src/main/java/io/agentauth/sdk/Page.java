// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextCursor how to ask for the part behind it; null at the end
 */
public record Page<T>(List<T> data, @Nullable String nextCursor) {
    public Page {
        data = List.copyOf(data);
    }
}
