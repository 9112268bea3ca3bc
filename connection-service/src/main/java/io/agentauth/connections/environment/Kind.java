// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an environment is for. */
enum Kind {
    DEVELOPMENT,
    PRODUCTION;

    @JsonValue
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
