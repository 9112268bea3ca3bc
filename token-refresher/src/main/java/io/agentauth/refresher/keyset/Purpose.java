// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import java.util.Locale;
import java.util.function.Function;

/** What each keyset is for. The names are stored: they never change. */
enum Purpose {
    /** Refresh tokens, this service's copies of client secrets, and what a flow keeps. */
    REFRESH_TOKENS(Keysets::makeAead),
    /** Access tokens; account-service holds it as well. */
    ACCESS_TOKENS(Keysets::makeAead),
    /** Client secrets, which connection-service seals and cannot open. */
    CLIENT_SECRETS(Keysets::makeHpke),
    /** States, cookies and the hashes that name refresh tokens. */
    HASHES(Keysets::makeMac);

    @SuppressWarnings("ImmutableEnumChecker") // a method reference without state
    private final Function<String, Keyset> make;

    Purpose(Function<String, Keyset> make) {
        this.make = make;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Keyset make() {
        return make.apply(word());
    }
}
