// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** {@link Accounts#waitUntilActive} waited long enough. */
public final class WaitTimeoutException extends AgentAuthException {
    private static final long serialVersionUID = 1;

    private final transient Account account;

    WaitTimeoutException(String message, Account account) {
        super(message, Facts.NONE);
        this.account = account;
    }

    /** How the account was last. */
    public Account account() {
        return account;
    }
}
