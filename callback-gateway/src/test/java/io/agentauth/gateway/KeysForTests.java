// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import java.util.UUID;

/** API keys of the right form that nobody issued. */
final class KeysForTests {
    private KeysForTests() {}

    static String next() {
        return "aa_test_" + UUID.randomUUID().toString().replace("-", "");
    }
}
