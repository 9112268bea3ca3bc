// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

/** How a client may prove itself (RFC 6749 §2.3.1, OpenID Connect Core §9). */
public enum ClientStyle {
    BASIC("client_secret_basic"),
    POST("client_secret_post"),
    SECRET_JWT("client_secret_jwt"),
    KEY_JWT("private_key_jwt");

    private final String wireName;

    ClientStyle(String wireName) {
        this.wireName = wireName;
    }

    /** As metadata names it. */
    public String wireName() {
        return wireName;
    }
}
