// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import io.agentauth.vault.Reveal;

/** A token endpoint's answer (RFC 6749 §5.1). Only written as JSON: it prints nothing. */
final class TokenAnswer {
    private final Identities.Signed signed;

    private TokenAnswer(Identities.Signed signed) {
        this.signed = signed;
    }

    static TokenAnswer of(Identities.Signed signed) {
        return new TokenAnswer(signed);
    }

    public String getAccessToken() {
        return signed.token().reveal(Reveal.TO_SHOW_ONCE);
    }

    public String getTokenType() {
        return "Bearer";
    }

    public long getExpiresIn() {
        return signed.secondsLeft();
    }
}
