// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import java.util.Locale;
import java.util.Optional;

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
    /** Gives a code that a person enters in whatever browser they have (RFC 8628 §3.1). */
    DEVICE_AUTHORIZATION,
    /** Where they enter it (§3.3). */
    DEVICE,
    /** Makes tokens, and is no token endpoint. */
    MINT,
    DISCOVERY,
    JWKS;

    /** As a fault names it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As metadata names it (RFC 8414 §2), where it does. */
    Optional<String> metadataName(String path) {
        return switch (this) {
            case AUTHORIZE -> Optional.of("authorization_endpoint");
            case TOKEN -> Optional.of("token_endpoint");
            case REVOKE -> Optional.of("revocation_endpoint");
            case INTROSPECT -> Optional.of("introspection_endpoint");
            case JWKS -> Optional.of("jwks_uri");
            case DEVICE_AUTHORIZATION -> Optional.of("device_authorization_endpoint");
            case IDENTITY ->
                path.toLowerCase(Locale.ROOT).endsWith("userinfo")
                        ? Optional.of("userinfo_endpoint")
                        : Optional.empty();
            case DISCOVERY, DEVICE, KEYED, MINT -> Optional.empty();
        };
    }
}
