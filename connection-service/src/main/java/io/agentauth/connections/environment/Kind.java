// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What an environment is for. */
enum Kind {
    @JsonProperty("development")
    DEVELOPMENT,
    @JsonProperty("production")
    PRODUCTION;

    /** As it is stored and sent. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
