// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.callee;

/** A service behind the door. */
public enum Callee {
    CONNECTION_SERVICE("connection-service"),
    ACCOUNT_SERVICE("account-service"),
    TOKEN_REFRESHER("token-refresher");

    private final String audience;

    Callee(String audience) {
        this.audience = audience;
    }

    /** Its name, as in the audience of tokens made for it. */
    public String audience() {
        return audience;
    }
}
