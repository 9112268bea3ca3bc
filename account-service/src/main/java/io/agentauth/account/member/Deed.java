// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.member;

import java.util.Locale;

/** What is done with an account for somebody, beside reading its token. */
public enum Deed {
    CHECK("use"),
    REFRESH("use"),
    PAUSE("manage"),
    RESUME("manage"),
    DISCONNECT("manage"),
    DELETE("manage");

    private final String purpose;

    Deed(String purpose) {
        this.purpose = purpose;
    }

    /** The list of a {@link Policy} that the person has to be on. */
    String purpose() {
        return purpose;
    }

    /** As it is recorded. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
