// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

/** Why a key was refused, beside the problem that its caller is told. */
final class Lacking extends RuntimeException {
    /** In the place of a scope: the installation key alone may do it. */
    static final String OPERATOR = "operator";

    private final String what;

    Lacking(String what) {
        super("the key lacks " + what, null, false, false);
        this.what = what;
    }

    String what() {
        return what;
    }
}
