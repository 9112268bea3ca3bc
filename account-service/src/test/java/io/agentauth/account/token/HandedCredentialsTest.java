// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.oauth.BoundToken;
import io.agentauth.oauth.DpopKey;
import io.agentauth.oauth.OAuth1Grant;
import io.agentauth.oauth.OAuth1Signer;
import io.agentauth.oauth.OAuth1Token;
import io.agentauth.oauth.SignatureMethod;
import io.agentauth.vault.Sensitive;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HandedCredentialsTest {
    private static JsonObject handed(@Nullable String header) {
        OAuth1Signer signer =
                new OAuth1Signer("key-1", Sensitive.of("consumer-secret"), null, SignatureMethod.HMAC_SHA256);
        OAuth1Token token = new OAuth1Token(Sensitive.of("token-1"), Sensitive.of("token-secret"));
        OAuth1Grant grant =
                OAuth1Grant.from(OAuth1Grant.of(signer, token, header).toSensitive());
        return HandedCredentials.of(grant).toJson().toJsonObject();
    }

    @Test
    @DisplayName("RFC 5849 §3.1: what signs a call is handed out, but for the secret that the application has itself")
    void whatSigns() {
        JsonObject handed = handed(null);

        assertThat(handed.getString("auth_type")).isEqualTo("oauth1");
        assertThat(handed.getJsonObject("headers")).isEmpty();
        assertThat(handed.getJsonObject("fields"))
                .isEqualTo(new JsonObject()
                        .put("consumer_key", "key-1")
                        .put("token", "token-1")
                        .put("token_secret", "token-secret")
                        .put("signature_method", "HMAC-SHA256"));
        assertThat(handed.getValue("expires_at")).isNull();
        assertThat(handed.encode()).doesNotContain("consumer-secret");
    }

    @Test
    @DisplayName("RFC 9449 §7.1: a bound token is handed out with its key, and not as a bearer token")
    void whatProves() {
        BoundToken bound = new BoundToken(Sensitive.of("at-1"), DpopKey.fresh());
        JsonObject handed = HandedCredentials.of(bound, Instant.parse("2026-11-28T10:00:00Z"))
                .toJson()
                .toJsonObject();

        assertThat(handed.getString("auth_type")).isEqualTo("dpop");
        assertThat(handed.containsKey("access_token")).isFalse();
        assertThat(handed.getJsonObject("headers")).isEqualTo(new JsonObject().put("Authorization", "DPoP at-1"));
        assertThat(handed.getJsonObject("fields").getString("access_token")).isEqualTo("at-1");
        assertThat(new JsonObject(handed.getJsonObject("fields").getString("private_key")).fieldNames())
                .containsExactly("crv", "kty", "x", "y", "d");
        assertThat(handed.getString("expires_at")).isEqualTo("2026-11-28T10:00:00Z");
    }

    @Test
    @DisplayName("Q21 Trello: where the provider takes a call without a signature, its header is handed out too")
    void whatIsEnough() {
        assertThat(handed("OAuth oauth_consumer_key=\"{consumer_key}\", oauth_token=\"{token}\"")
                        .getJsonObject("headers")
                        .getString("Authorization"))
                .isEqualTo("OAuth oauth_consumer_key=\"key-1\", oauth_token=\"token-1\"");
    }
}
