// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

/** A token that is not accepted. Why is for a debugger, not for whoever sent it. */
final class RefusedToken extends RuntimeException {
    RefusedToken(String why) {
        super(why, null, false, false);
    }
}
