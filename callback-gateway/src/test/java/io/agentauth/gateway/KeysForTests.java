// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import io.agentauth.identity.ApiKeyText;
import io.agentauth.vault.Reveal;

/** API keys of the right form that nobody issued. */
final class KeysForTests {
    private KeysForTests() {}

    static String next() {
        return ApiKeyText.next(ApiKeyText.Kind.TEST).reveal(Reveal.TO_VERIFY);
    }
}
