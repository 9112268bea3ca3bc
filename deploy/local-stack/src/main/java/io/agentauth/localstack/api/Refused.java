// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.api;

/** The API did not do what it was asked. The message is for a person. */
public final class Refused extends RuntimeException {
    private final int status;
    private final String code;

    public Refused(int status, String code, String detail) {
        super("the API answered " + (status == 0 ? "nothing" : status + " " + code)
                + (detail.isBlank() ? "" : ": " + detail));
        this.status = status;
        this.code = code;
    }

    /** The HTTP status; 0 if there was no answer. */
    public int status() {
        return status;
    }

    /** The problem's code. */
    public String code() {
        return code;
    }
}
