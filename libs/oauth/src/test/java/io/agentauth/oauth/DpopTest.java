// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.dpop.verifiers.AccessTokenValidationException;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPIssuer;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPProtectedResourceRequestVerifier;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPTokenRequestVerifier;
import com.nimbusds.oauth2.sdk.dpop.verifiers.InvalidDPoPProofException;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.agentauth.oauth.DpopKey.Call;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is proved here is what another implementation takes for proved. */
class DpopTest {
    private static final URI TOKEN = URI.create("https://provider.example.com/token");
    private static final URI API = URI.create("https://api.example.com/me");
    private static final DPoPIssuer ISSUER = new DPoPIssuer("client-1");
    private static final Set<JWSAlgorithm> ES256 = Set.of(JWSAlgorithm.ES256);

    private final DpopKey key = DpopKey.fresh();

    private static String plain(Sensitive secret) {
        return secret.reveal(Reveal.TO_VERIFY);
    }

    private SignedJWT proof(String method, URI uri, @Nullable String nonce, @Nullable String token) throws Exception {
        return SignedJWT.parse(
                plain(key.proof(new Call(method, uri, nonce, token == null ? null : Sensitive.of(token)))));
    }

    @Test
    @DisplayName("RFC 9449 §4.3, RFC 7638 §3: a token request's proof holds for its endpoint, its nonce and its key")
    void atTheTokenEndpoint() throws Exception {
        DPoPTokenRequestVerifier verifier = new DPoPTokenRequestVerifier(ES256, TOKEN, 60, null);
        SignedJWT proof = proof("POST", URI.create(TOKEN + "?tenant=1#x"), "n-1", null);

        JWKThumbprintConfirmation bound = verifier.verify(ISSUER, proof, new Nonce("n-1"));
        assertThat(bound.getValue()).hasToString(key.thumbprint());
        assertThat(ECKey.parse(plain(key.toSensitive())).computeThumbprint()).hasToString(key.thumbprint());
        assertThat(proof.getHeader().getJWK().isPrivate()).isFalse();

        assertThatThrownBy(() -> verifier.verify(ISSUER, proof, new Nonce("n-2")))
                .isInstanceOf(InvalidDPoPProofException.class);
        SignedJWT elsewhere = proof("POST", URI.create("https://evil.example.com/token"), null, null);
        assertThatThrownBy(() -> verifier.verify(ISSUER, elsewhere)).isInstanceOf(InvalidDPoPProofException.class);
    }

    @Test
    @DisplayName("RFC 9449 §7: a proof for a resource is for one method, one address and one token")
    void atAResource() throws Exception {
        DPoPProtectedResourceRequestVerifier verifier = new DPoPProtectedResourceRequestVerifier(ES256, 60, null);
        JWKThumbprintConfirmation bound = new JWKThumbprintConfirmation(
                ECKey.parse(plain(key.toSensitive())).computeThumbprint());
        SignedJWT proof = proof("GET", API, null, "at-1");
        DPoPAccessToken token = new DPoPAccessToken("at-1");

        assertThatCode(() -> verifier.verify("GET", API, ISSUER, proof, token, bound))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> verifier.verify("POST", API, ISSUER, proof, token, bound))
                .isInstanceOf(InvalidDPoPProofException.class);
        assertThatThrownBy(() -> verifier.verify("GET", TOKEN, ISSUER, proof, token, bound))
                .isInstanceOf(InvalidDPoPProofException.class);
        assertThatThrownBy(() -> verifier.verify("GET", API, ISSUER, proof, new DPoPAccessToken("at-2"), bound))
                .isInstanceOf(AccessTokenValidationException.class);
        SignedJWT without = proof("GET", API, null, null);
        assertThatThrownBy(() -> verifier.verify("GET", API, ISSUER, without, token, bound))
                .isInstanceOf(Exception.class);
    }

    @Test
    @DisplayName("RFC 9449 §4.2: each proof has an id of its own")
    void eachIsAnother() throws Exception {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            assertThat(seen.add(
                            proof("POST", TOKEN, null, null).getJWTClaimsSet().getJWTID()))
                    .isTrue();
        }
    }

    @Test
    void tokenAndKeyAreSealedInOnePiece() {
        BoundToken bound = new BoundToken(Sensitive.of("rt-1"), key);
        BoundToken back = BoundToken.find(bound.toSensitive()).orElseThrow();

        assertThat(plain(back.token())).isEqualTo("rt-1");
        assertThat(back.key().thumbprint()).isEqualTo(key.thumbprint());
        assertThat(plain(back.toSensitive())).isEqualTo(plain(bound.toSensitive()));
        assertThat(BoundToken.find(Sensitive.of("rt-1"))).isEmpty();
        assertThat(plain(BoundToken.tokenOf(Sensitive.of("{\"token\":\"x\"}")))).isEqualTo("{\"token\":\"x\"}");
        assertThat(BoundToken.find(Sensitive.of("DPoP {\"key\":\"{}\",\"token\":\"x\"}")))
                .as("what only looks like one")
                .isEmpty();
        assertThat(bound.toString() + key).doesNotContain("rt-1").contains("redacted");
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        assertThatThrownBy(() -> DpopKey.from(Sensitive.of("secret"))).hasMessageNotContaining("secret");
        assertThatThrownBy(() -> DpopKey.from(Sensitive.of("{\"d\":\"YQ\"}")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @DisplayName("RFC 9449 §8, §9: which answers want nothing but another nonce")
    @CsvSource(
            delimiter = '|',
            value = {
                "400|n-1||{'error':'use_dpop_nonce'}|true",
                "401|n-1||{'error':'use_dpop_nonce'}|true",
                "401|n-1|DPoP error=\"use_dpop_nonce\", error_description=\"x\"|{}|true",
                "401|n-1|dpop realm=\"a\", error=use_dpop_nonce||true",
                "400|||{'error':'use_dpop_nonce'}|false",
                "400|a b||{'error':'use_dpop_nonce'}|false",
                "400|n-1||{'error':'invalid_grant'}|false",
                "401|n-1|Bearer error=\"use_dpop_nonce\"|{}|false",
                "200|n-1||{'error':'use_dpop_nonce'}|false",
                "500|n-1||{'error':'use_dpop_nonce'}|false",
            })
    void nonces(int status, @Nullable String nonce, @Nullable String challenge, @Nullable String body, boolean wanted) {
        Map<String, String> headers = new HashMap<>();
        if (nonce != null) {
            headers.put("DPoP-Nonce", nonce);
        }
        if (challenge != null) {
            headers.put("WWW-Authenticate", challenge);
        }
        HttpAnswer answer = new HttpAnswer(
                status, headers, Sensitive.of(body == null ? "" : body.replace('\'', '"')), Instant.EPOCH);
        assertThat(DpopNonce.isWantedBy(answer)).isEqualTo(wanted);
    }
}
