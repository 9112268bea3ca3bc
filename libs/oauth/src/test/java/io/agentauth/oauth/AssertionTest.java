// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients sign is what another implementation verifies. */
class AssertionTest {
    private static final URI REDIRECT = URI.create("https://auth.example.com/oauth/callback/abc");
    private static final String AUDIENCE = "https://provider.example.com/token";
    private static RSAKey rsa;
    private static ECKey ec;
    private static OctetKeyPair ed;

    @BeforeAll
    static void keys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
        ed = new OctetKeyPairGenerator(Curve.Ed25519).keyID("ed-1").generate();
    }

    private static JWK key(String name) {
        return switch (name) {
            case "RS256", "PS256" -> rsa;
            case "ES256" -> ec;
            default -> ed;
        };
    }

    private static JWSVerifier verifier(String name) throws JOSEException {
        return switch (name) {
            case "RS256", "PS256" -> new RSASSAVerifier(rsa.toPublicJWK());
            case "ES256" -> new ECDSAVerifier(ec.toPublicJWK());
            default -> new Ed25519Verifier(ed.toPublicJWK());
        };
    }

    private static WrittenKey written(String text) {
        return WrittenKey.read(Sensitive.of(text));
    }

    private static String plain(Sensitive secret) {
        return secret.reveal(Reveal.TO_VERIFY);
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    private static Map<String, String> proof(ClientAuthentication style, @Nullable Sensitive secret) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Client client = new Client("client-1", secret, REDIRECT, AUDIENCE);
        ClientProof.addTo(parameters, style, client);
        assertThat(ClientProof.header(style, client)).isNull();
        return parameters;
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
    @DisplayName(
            "RFC 7523 §2.2, OpenID Connect Core §9: private_key_jwt, verified by Nimbus, for one audience and a minute")
    void aKeySigns(String algorithm) throws Exception {
        SigningKey key = written(key(algorithm).toJSONString()).signing(null, algorithm);
        Map<String, String> proof = proof(ClientAuthentication.PRIVATE_KEY_JWT, key.toSensitive());

        assertThat(proof)
                .containsOnlyKeys("client_id", "client_assertion_type", "client_assertion")
                .containsEntry("client_id", "client-1")
                .containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        SignedJWT jwt = SignedJWT.parse(proof.get("client_assertion"));
        assertThat(jwt.verify(verifier(algorithm))).isTrue();
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
        assertThat(jwt.getHeader().getKeyID()).isEqualTo(key(algorithm).getKeyID());
        var claims = jwt.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("client-1");
        assertThat(claims.getSubject()).isEqualTo("client-1");
        assertThat(claims.getAudience()).containsExactly(AUDIENCE);
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofSeconds(60));
        assertThat(claims.getIssueTime()).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    @DisplayName("OpenID Connect Core §9: client_secret_jwt is signed with the secret's octets")
    void aSecretSigns() throws Exception {
        String secret = "a secret of more than thirty-two octets: ü";
        Map<String, String> proof = proof(ClientAuthentication.CLIENT_SECRET_JWT, Sensitive.of(secret));

        SignedJWT jwt = SignedJWT.parse(proof.get("client_assertion"));
        assertThat(jwt.verify(new MACVerifier(secret))).isTrue();
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("HS256");
        assertThat(jwt.getJWTClaimsSet().getSubject()).isEqualTo("client-1");
        assertThat(proof.toString()).doesNotContain("thirty-two");
    }

    @Test
    @DisplayName("RFC 7523 §3: no two assertions have the same jti")
    void eachIsAnother() throws Exception {
        Sensitive key = written(ec.toJSONString()).signing(null, null).toSensitive();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            SignedJWT jwt = SignedJWT.parse(
                    proof(ClientAuthentication.PRIVATE_KEY_JWT, key).get("client_assertion"));
            assertThat(seen.add(jwt.getJWTClaimsSet().getJWTID())).isTrue();
        }
    }

    @Test
    void anAssertionForNobodyIsNotMade() {
        Client client = new Client("id", Sensitive.of("secret"), REDIRECT);
        assertThatThrownBy(
                        () -> ClientProof.addTo(new LinkedHashMap<>(), ClientAuthentication.CLIENT_SECRET_JWT, client))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("PEM of PKCS #8, PKCS #1 and SEC 1 are the same keys")
    void theFormsOfPem() throws Exception {
        byte[] pkcs8 = rsa.toPrivateKey().getEncoded();
        // RFC 5208 §5: what PKCS #1 has stands in the octet string at the end, behind 26 bytes of a 2048-bit key.
        byte[] pkcs1 = java.util.Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        byte[] ecPkcs8 = ec.toPrivateKey().getEncoded();
        // The same of a P-256 key.
        byte[] sec1 = java.util.Arrays.copyOfRange(ecPkcs8, 28, ecPkcs8.length);

        assertSigns(pem("PRIVATE KEY", pkcs8), "RS256");
        assertSigns(pem("RSA PRIVATE KEY", pkcs1), "RS256");
        assertSigns(pem("RSA PRIVATE KEY", pkcs1).replace("\n", "\r\n"), "RS256");
        assertSigns(pem("PRIVATE KEY", ecPkcs8), "ES256");
        assertSigns(pem("EC PRIVATE KEY", sec1), "ES256");
    }

    private static void assertSigns(String text, String usually) throws Exception {
        Sensitive signed = SigningKey.from(written(text).signing("kid-9", null).toSensitive())
                .sign(Map.of("iss", "i"));
        SignedJWT jwt = SignedJWT.parse(plain(signed));
        assertThat(jwt.verify(verifier(usually))).isTrue();
        assertThat(jwt.getHeader().getKeyID()).isEqualTo("kid-9");
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo(usually);
    }

    @Test
    void aKeyFileSaysWhoseItIs() throws Exception {
        String file = new com.fasterxml.jackson.databind.ObjectMapper()
                .writeValueAsString(Map.of(
                        "type", "service_account",
                        "private_key_id", "key-id-1",
                        "private_key", pem("PRIVATE KEY", rsa.toPrivateKey().getEncoded()),
                        "client_email", "robot@project.example",
                        "client_id", "1234567890"));
        WrittenKey key = written(file);

        assertThat(key.clientId()).isEqualTo("robot@project.example");
        SignedJWT jwt = SignedJWT.parse(plain(key.signing(null, null).sign(Map.of())));
        assertThat(jwt.getHeader().getKeyID()).isEqualTo("key-id-1");
        assertThat(jwt.verify(verifier("RS256"))).isTrue();
    }

    @Test
    void whatIsNoStrongPrivateKeyIsRefusedInWordsWithoutIt() throws Exception {
        RSAKey weak = new RSAKeyGenerator(1024, true).generate();
        ECKey other = new ECKeyGenerator(Curve.P_384).generate();
        for (String text : List.of(
                "secret-canary",
                "{\"kty\":\"oct\",\"k\":\"c2VjcmV0LWNhbmFyeQ\"}",
                "{\"private_key\":\"secret-canary\"}",
                pem("PRIVATE KEY", "secret-canary".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                pem("ENCRYPTED PRIVATE KEY", rsa.toPrivateKey().getEncoded()),
                pem("PUBLIC KEY", rsa.toPublicKey().getEncoded()),
                rsa.toPublicJWK().toJSONString(),
                ed.toPublicJWK().toJSONString(),
                weak.toJSONString(),
                other.toJSONString())) {
            assertThatThrownBy(() -> written(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasNoCause()
                    .hasMessageStartingWith("It is ")
                    .hasMessageNotContaining("canary");
        }
    }

    @ParameterizedTest
    @CsvSource({"RS256, ES256", "RS256, HS256", "RS256, none", "ES256, RS256", "EdDSA, ES256"})
    void aKeyDoesNotSignByWhatDoesNotFit(String kind, String algorithm) {
        WrittenKey key = written(key(kind).toJSONString());
        assertThatThrownBy(() -> key.signing(null, algorithm)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyDoesNotPrint() {
        SigningKey key = written(rsa.toJSONString()).signing(null, null);
        assertThat(key.toString()).isEqualTo("SigningKey[RS256, redacted]");
        assertThatThrownBy(() -> SigningKey.from(Sensitive.of("a client's secret-canary")))
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }
}
