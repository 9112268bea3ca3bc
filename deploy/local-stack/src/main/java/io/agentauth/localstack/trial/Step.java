// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.trial;

/** What is asked of a provider. */
enum Step {
    CODE("token"),
    REFRESH("token"),
    IDENTITY("userinfo"),
    REVOCATION("revoke");

    private final String path;

    Step(String path) {
        this.path = path;
    }

    /** Where an ordinary provider of the emulator does it. */
    String path() {
        return path;
    }
}
