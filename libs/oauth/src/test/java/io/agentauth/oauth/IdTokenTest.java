// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.oauth.IdToken.Expected;
import io.agentauth.oauth.IdToken.Rejected;
import io.agentauth.oauth.IdToken.UnknownKey;
import io.agentauth.oauth.IdToken.Verified;
import io.agentauth.vault.Sensitive;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A12, OpenID Connect Core §3.1.3.7: an ID token's check")
class IdTokenTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Expected EXPECTED =
            Expected.fresh("https://id.example.com", "client-1", Sensitive.of("nonce-1"));

    private static RSAKey rsa;
    private static ECKey ec;
    private static String keys;

    @BeforeAll
    static void keys() throws Exception {
        rsa = new RSAKeyGenerator(2048).keyID("r1").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("e1").generate();
        keys = new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK())).toString();
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://id.example.com")
                .audience("client-1")
                .subject("person-1")
                .claim("nonce", "nonce-1")
                .claim("email", "person@example.com")
                .issueTime(Date.from(NOW))
                .expirationTime(Date.from(NOW.plusSeconds(600)));
    }

    private static String signed(JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r1").build(), claims);
        token.sign(new RSASSASigner(rsa));
        return token.serialize();
    }

    private static IdToken.Check check(String token) {
        return IdToken.check(Sensitive.of(token), keys, EXPECTED, NOW);
    }

    private static void rejected(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        assertThat(check(signed(change.apply(claims()).build()))).isInstanceOf(Rejected.class);
    }

    @Test
    void whatHoldsTellsThePerson() throws Exception {
        assertThat(check(signed(claims().build())))
                .isEqualTo(new Verified(
                        new ProviderAccount("person-1", "person@example.com", null, "https://id.example.com")));
    }

    @Test
    void anEllipticCurveWillDo() throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("e1").build(), claims().build());
        token.sign(new ECDSASigner(ec));
        assertThat(check(token.serialize())).isInstanceOf(Verified.class);
    }

    @Test
    void aTokenWithoutSignatureIsRejected() {
        assertThat(check(new PlainJWT(claims().build()).serialize())).isInstanceOf(Rejected.class);
    }

    @Test
    void aTokenSignedByTheClientsSecretIsRejected() throws Exception {
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
        token.sign(new MACSigner("0123456789abcdef0123456789abcdef"));
        assertThat(check(token.serialize())).isInstanceOf(Rejected.class);
    }

    @Test
    void aPublicKeyIsNoSharedSecret() throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("r1").build(), claims().build());
        token.sign(new MACSigner(rsa.toRSAPublicKey().getEncoded()));
        assertThat(check(token.serialize())).isInstanceOf(Rejected.class);
    }

    @Test
    void anotherKeyOfTheSameNameIsRejected() throws Exception {
        RSAKey other = new RSAKeyGenerator(2048).keyID("r1").generate();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r1").build(), claims().build());
        token.sign(new RSASSASigner(other));
        assertThat(check(token.serialize())).isInstanceOf(Rejected.class);
    }

    @Test
    void aKeyThatIsNotInTheSetAsksForTheSetAgain() throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r2").build(), claims().build());
        token.sign(new RSASSASigner(rsa));
        assertThat(check(token.serialize())).isInstanceOf(UnknownKey.class);
    }

    @Test
    void aClaimThatWasChangedIsRejected() throws Exception {
        String[] parts = signed(claims().build()).split("\\.", -1);
        String forged = signed(claims().subject("person-2").build()).split("\\.", -1)[1];
        assertThat(check(parts[0] + "." + forged + "." + parts[2])).isInstanceOf(Rejected.class);
    }

    @Test
    void whatIsNoTokenIsRejected() {
        assertThat(check("")).isInstanceOf(Rejected.class);
        assertThat(check("a.b.c")).isInstanceOf(Rejected.class);
        assertThat(check("x".repeat(100_000))).isInstanceOf(Rejected.class);
        assertThat(IdToken.check(Sensitive.of("a.b.c"), "<html>", EXPECTED, NOW))
                .isInstanceOf(Rejected.class);
    }

    @Test
    @DisplayName("A12: issuer, audience, party, times and nonce must all hold")
    void theClaims() throws Exception {
        rejected(claims -> claims.issuer("https://id.example.com/"));
        rejected(claims -> claims.issuer(null));
        rejected(claims -> claims.audience("client-2"));
        rejected(claims -> claims.audience((String) null));
        rejected(claims -> claims.audience(List.of("client-1", "client-2")));
        rejected(claims -> claims.claim("azp", "client-2"));
        rejected(claims -> claims.expirationTime(Date.from(NOW.minusSeconds(61))));
        rejected(claims -> claims.expirationTime(null));
        rejected(claims -> claims.issueTime(Date.from(NOW.minus(Duration.ofHours(1)))));
        rejected(claims -> claims.issueTime(Date.from(NOW.plusSeconds(120))));
        rejected(claims -> claims.claim("nonce", "nonce-2"));
        rejected(claims -> claims.claim("nonce", null));
        rejected(claims -> claims.claim("nonce", List.of("nonce-1")));
        rejected(claims -> claims.subject(null));
        rejected(claims -> claims.subject(""));
    }

    @Test
    void severalAudiencesWillDoWithTheRightParty() throws Exception {
        assertThat(check(signed(claims().audience(List.of("client-1", "client-2"))
                        .claim("azp", "client-1")
                        .build())))
                .isInstanceOf(Verified.class);
    }
}
