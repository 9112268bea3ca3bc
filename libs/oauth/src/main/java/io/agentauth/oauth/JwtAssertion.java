// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Sensitive;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A JWT that somebody signs about a subject for one audience: good once, and for a short while.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523 §3</a>
 */
public final class JwtAssertion {
    /** The value of {@code client_assertion_type}. RFC 7523 §2.2. */
    static final String CLIENT_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** The longest that one is good for, unless a provider wants more of them. */
    public static final Duration LIFE = Duration.ofSeconds(60);

    private JwtAssertion() {}

    /** What a client proves itself with (OpenID Connect Core §9): about itself, for that token endpoint alone. */
    static Sensitive ofClient(SigningKey key, String clientId, String audience) {
        return signed(key, Map.of("iss", clientId, "sub", clientId, "aud", audience), Instant.now(), LIFE);
    }

    /**
     * Signs {@code claims}, and with them a fresh {@code jti}, {@code iat} and {@code exp}.
     *
     * @param issuedAt what {@code iat} says
     * @param life how long after that it ends
     */
    public static Sensitive signed(SigningKey key, Map<String, String> claims, Instant issuedAt, Duration life) {
        Map<String, Object> all = new LinkedHashMap<>(claims);
        all.put("jti", UUID.randomUUID().toString());
        all.put("iat", issuedAt.getEpochSecond());
        all.put("exp", issuedAt.plus(life).getEpochSecond());
        return key.sign(all);
    }
}
