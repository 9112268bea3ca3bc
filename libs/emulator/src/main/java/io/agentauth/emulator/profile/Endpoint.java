// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import java.util.Locale;

/** What an address of a provider does. */
public enum Endpoint {
    AUTHORIZE,
    TOKEN,
    REVOKE,
    INTROSPECT,
    /** Tells whose a token is; also stands for the provider's API. */
    IDENTITY,
    /** The same for whoever shows a key instead of a token. */
    KEYED,
    /** Makes tokens, and is no token endpoint. */
    MINT,
    DISCOVERY,
    JWKS;

    /** As a fault names it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
