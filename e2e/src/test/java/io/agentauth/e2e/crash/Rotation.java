// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.crash;

/** A rotation class, with a provider that behaves accordingly. */
enum Rotation {
    N("'rotation': 'none'"),
    /** The window outlasts the test, on any machine. */
    G("'rotation': 'grace', 'grace_seconds': 86400, 'grace_answer': 'same'"),
    S("'rotation': 'always'"),
    R("'rotation': 'reuse_kills_family'"),
    /** Unknown to us, so it may be as harsh as any. */
    U("'rotation': 'reuse_kills_family'");

    private final String switches;

    Rotation(String switches) {
        this.switches = switches;
    }

    /** A replaced token that is shown again is refused. */
    boolean mayLose() {
        return this == S || this == R || this == U;
    }

    /** The provider's switches; {@code more} of them first, or nothing. */
    String switches(String more) {
        return "{" + more + switches + ", 'access_lifetime': 86400}";
    }
}
