// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Who confirms that the person at the provider is the one whom the application means. */
enum Verification {
    /** Nobody: for applications that hand the link to the right person and nobody else. */
    @JsonProperty("none")
    NONE,
    /** The application, before an account becomes active. */
    @JsonProperty("application")
    APPLICATION;

    /** As it is stored and sent. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
