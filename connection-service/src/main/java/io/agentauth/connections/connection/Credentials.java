// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;
import io.agentauth.vault.Sensitive;
import org.jspecify.annotations.Nullable;

/** A client's id and secret as an application sends them. Read from JSON, and never printed. */
record Credentials(@Nullable String clientId, @Nullable String clientSecret) {
    private static final int ID_CHARS_MAX = 512;
    private static final int SECRET_CHARS_MAX = 4096;

    /** Of a connection whose people enter what is needed. */
    static Checked none(@Nullable Credentials sent) {
        if (sent != null) {
            throw ProblemException.invalidField(
                    "credentials",
                    "People enter them, each for their account; a connection to this provider has none.");
        }
        return new Checked("", null);
    }

    /** The same, checked. */
    Checked check(boolean secretNeeded) {
        if (clientSecret == null && secretNeeded) {
            throw ProblemException.invalidField("credentials.client_secret", "It is missing.");
        }
        return new Checked(
                Input.required("credentials.client_id", clientId, ID_CHARS_MAX),
                clientSecret == null
                        ? null
                        : Sensitive.of(Input.required("credentials.client_secret", clientSecret, SECRET_CHARS_MAX)));
    }

    /** Credentials that can be stored. */
    record Checked(String clientId, @Nullable Sensitive clientSecret) {}

    @Override
    public String toString() {
        return "Credentials[redacted]";
    }
}
