// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.JwtAssertion;
import io.agentauth.oauth.SigningKey;
import io.agentauth.vault.Sensitive;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the connection's key signs in order to get a token. In {@code claims}, {@code {client_id}} stands for the connection's, {@code {scopes}}
 * for what is asked for, joined by spaces, and a field's name for what the account has in it; a claim that comes out empty is left out.
 *
 * @param claims what it says, beside {@code jti}, {@code iat} and {@code exp}, which are made
 * @param presented where it goes
 * @param lifeSeconds from {@code iat} to {@code exp}
 * @param backdatedSeconds by how much {@code iat} lies in the past, for a provider that does not trust our clock; 0 for most
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523 §3</a>
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Assertion(
        Map<String, String> claims, Presented presented, @Nullable Integer lifeSeconds, int backdatedSeconds) {
    public Assertion {
        claims = claims == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(claims));
        presented = presented == null ? Presented.GRANT : presented;
    }

    /** Where it goes. */
    public enum Presented {
        /** It is the grant: the parameter {@code assertion} of a token request (RFC 7523 §2.1). */
        @JsonProperty("grant")
        GRANT,
        /** It is the bearer token of a call that makes tokens. */
        @JsonProperty("bearer")
        BEARER
    }

    Sensitive signed(SigningKey key, UnaryOperator<String> filled, Instant now) {
        Map<String, String> said = new TreeMap<>();
        claims.forEach((name, template) -> {
            String value = filled.apply(template);
            if (!value.isEmpty()) {
                said.put(name, value);
            }
        });
        Duration life = lifeSeconds == null ? JwtAssertion.LIFE : Duration.ofSeconds(lifeSeconds);
        return JwtAssertion.signed(key, said, now.minusSeconds(backdatedSeconds), life);
    }

    Assertion filledWith(Map<String, String> values) {
        Map<String, String> filled = new TreeMap<>();
        claims.forEach((name, template) ->
                filled.put(name, new UrlTemplate(template).filledWith(values).value()));
        return new Assertion(filled, presented, lifeSeconds, backdatedSeconds);
    }
}
