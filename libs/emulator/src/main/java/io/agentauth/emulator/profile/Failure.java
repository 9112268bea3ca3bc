// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import java.util.Locale;

/** What can be wrong with a token request, with RFC 6749's name for it; providers have their own. */
public enum Failure {
    INVALID_REQUEST("invalid_request", "The request is malformed."),
    DUPLICATE_PARAMETER("invalid_request", "A parameter is there twice."),
    TWO_CREDENTIALS("invalid_request", "The client proved itself in two ways."),
    UNKNOWN_CLIENT("invalid_client", "The client is not known."),
    BAD_SECRET("invalid_client", "The client's secret is wrong, or not where it should be."),
    UNSUPPORTED_GRANT_TYPE("unsupported_grant_type", "This grant type is not supported."),
    INVALID_SCOPE("invalid_scope", "More than was granted."),
    BAD_CODE("invalid_grant", "The code is not known, or too old."),
    CODE_USED("invalid_grant", "The code was used before."),
    BAD_REDIRECT_URI("invalid_grant", "The redirect_uri is not the one of the authorization request."),
    BAD_VERIFIER("invalid_grant", "The code_verifier does not fit."),
    BAD_ASSERTION("invalid_grant", "The assertion does not hold."),
    NOT_DELEGATED("unauthorized_client", "Nobody allowed this client to act for that person."),
    BAD_REFRESH_TOKEN("invalid_grant", "The refresh token is not valid.");

    private final String error;
    private final String description;

    Failure(String error, String description) {
        this.error = error;
        this.description = description;
    }

    public String error() {
        return error;
    }

    public String description() {
        return description;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
