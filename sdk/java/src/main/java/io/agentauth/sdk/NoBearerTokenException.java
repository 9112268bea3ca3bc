// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** The account's person entered something that is no bearer token; {@link AccessToken#requestHeaders()} and its like say how it goes into a call. */
public final class NoBearerTokenException extends AgentAuthException {
    private static final long serialVersionUID = 1;

    private final String authType;

    NoBearerTokenException(String authType) {
        super(
                "There is no bearer token: the account is connected by " + authType
                        + ". Put requestHeaders(), query() and body() into the call.",
                Facts.NONE);
        this.authType = authType;
    }

    /** How the account is connected: api_key, basic, custom, none. */
    public String authType() {
        return authType;
    }
}
