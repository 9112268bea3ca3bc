// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is sent: only what was set. Printed, it shows nothing of it. */
abstract class Fields<S extends Fields<S>> {
    private final Map<String, Object> values = new LinkedHashMap<>();

    @SuppressWarnings("unchecked")
    final S set(String name, @Nullable Object value) {
        values.put(name, value);
        return (S) this;
    }

    final Map<String, Object> values() {
        return values;
    }
}
