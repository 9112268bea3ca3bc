// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tokens that nobody consented to, and clients that sign. */
class MachineTest {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String PROOF = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String STRICT = "https://provider.emulator.test";
    private static final String GOOGLE = "https://oauth2.googleapis.com/token";

    private static Emulator emulator;
    private static RSAKey key;

    @BeforeAll
    static void start() throws Exception {
        emulator = Emulator.start(EmulatorSettings.onPort(0));
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private final String client = "robot-" + UUID.randomUUID();

    private Customer at(String provider) {
        return new Customer(emulator, provider, "https:/", client);
    }

    private void registerAt(String provider) {
        HttpRequest request = HttpRequest.newBuilder(emulator.url().resolve("/_emulator/clients"))
                .PUT(BodyPublishers.ofString("{\"provider\":\"" + provider + "\",\"client_id\":\"" + client
                        + "\",\"jwks\":" + new JWKSet(key.toPublicJWK()) + "}"))
                .build();
        assertThat(at(provider).send(request).statusCode()).isEqualTo(204);
    }

    private HttpResponse<String> post(String provider, String url, Map<String, String> form, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(emulator.at(provider, url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(ProviderClient.form(form)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return at(provider).send(request.build());
    }

    private JWTClaimsSet.Builder claims(String audience, long seconds) {
        return new JWTClaimsSet.Builder()
                .issuer(client)
                .subject(client)
                .audience(audience)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(seconds)));
    }

    private static String signed(JWTClaimsSet.Builder claims) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), claims.build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    private HttpResponse<String> prove(String assertion) {
        return post(
                "emulator",
                STRICT + "/token",
                Map.of(
                        "grant_type", "client_credentials",
                        "client_assertion_type", PROOF,
                        "client_assertion", assertion));
    }

    @Test
    @DisplayName("RFC 6749 §4.4: a client has tokens of its own, without a refresh token")
    void clientCredentials() {
        Map<String, String> form = Map.of("grant_type", "client_credentials", "scope", "messages:read");
        HttpResponse<String> answer =
                post("emulator", STRICT + "/token", form, at("emulator").basic());

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode tokens = Customer.json(answer);
        assertThat(tokens.path("scope").asText()).isEqualTo("messages:read");
        assertThat(tokens.has("refresh_token")).isFalse();
        assertThat(post(
                                "notion",
                                "https://api.notion.com/v1/oauth/token",
                                form,
                                at("notion").basic())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("RFC 7523 §3: an assertion proves its client once, for this provider, and not for long")
    void anAssertionProvesTheClient() throws Exception {
        registerAt("emulator");
        String good = signed(claims(STRICT, 60));

        assertThat(prove(good).statusCode()).isEqualTo(200);
        assertThat(prove(good).statusCode()).as("shown again").isEqualTo(401);
        assertThat(prove(signed(claims(STRICT + "/token", 60))).statusCode()).isEqualTo(200);
        assertThat(prove(signed(claims("https://elsewhere.example", 60))).statusCode())
                .isEqualTo(401);
        assertThat(prove(signed(claims(STRICT, 120))).statusCode()).isEqualTo(401);
        assertThat(prove(signed(claims(STRICT, -1))).statusCode()).isEqualTo(401);
        assertThat(prove(signed(claims(STRICT, 60).subject("another"))).statusCode())
                .isEqualTo(401);
        assertThat(prove(signed(claims(STRICT, 60).jwtID(null))).statusCode()).isEqualTo(401);
    }

    @Test
    @DisplayName("RFC 7523 §2.1: an assertion about a person gives tokens for that person")
    void anAssertionIsAGrant() throws Exception {
        registerAt("emulator");
        HttpResponse<String> answer = post(
                "emulator",
                STRICT + "/token",
                Map.of(
                        "grant_type",
                        GRANT,
                        "assertion",
                        signed(claims(STRICT, 60).subject("ada")),
                        "scope",
                        "a"));

        assertThat(answer.statusCode()).isEqualTo(200);
        String token = Customer.json(answer).path("access_token").asText();
        assertThat(at("emulator")
                        .get("/provider.emulator.test/api/me", Map.of(), "Authorization", "Bearer " + token)
                        .body())
                .contains("ada@example.test");
        assertThat(post(
                                "emulator",
                                STRICT + "/token",
                                Map.of(
                                        "grant_type",
                                        GRANT,
                                        "assertion",
                                        signed(claims(STRICT, 60).subject("nobody"))))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("Google: a service account, for a person, with scopes as a claim")
    void google() throws Exception {
        registerAt("gmail");
        String scope = "https://www.googleapis.com/auth/gmail.readonly";

        HttpResponse<String> answer =
                assertion(claims(GOOGLE, 3600).subject("ada@acme.example").claim("scope", scope));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Customer.json(answer).has("scope")).isFalse();
        assertThat(ProviderClient.error(assertion(
                        claims(GOOGLE, 60).subject("stranger@x.example").claim("scope", scope))))
                .isEqualTo("unauthorized_client");
        assertThat(ProviderClient.error(assertion(claims(GOOGLE, 60).subject("ada@acme.example"))))
                .isEqualTo("invalid_scope");
        assertThat(ProviderClient.error(
                        assertion(claims("https://x.example", 60).claim("scope", scope))))
                .isEqualTo("invalid_grant");
    }

    private HttpResponse<String> assertion(JWTClaimsSet.Builder claims) throws Exception {
        return post("gmail", GOOGLE, Map.of("grant_type", GRANT, "assertion", signed(claims)));
    }

    @Test
    @DisplayName("GitHub: an app's signature makes the token of an installation, and that token ends itself")
    void gitHub() throws Exception {
        registerAt("github");

        HttpResponse<String> answer = installation("42", claims("", 60));
        assertThat(answer.statusCode()).isEqualTo(201);
        String token = Customer.json(answer).path("token").asText();
        assertThat(token).startsWith("ghs_");
        assertThat(Instant.parse(Customer.json(answer).path("expires_at").asText()))
                .isAfter(Instant.now().plusSeconds(3000));
        assertThat(installation("404", claims("", 60)).statusCode()).isEqualTo(404);
        assertThat(installation("42", claims("", 1200)).statusCode()).isEqualTo(401);
        for (int status : new int[] {204, 401}) {
            HttpRequest end = HttpRequest.newBuilder(emulator.at("github", "https://api.github.com/installation/token"))
                    .header("Authorization", "Bearer " + token)
                    .DELETE()
                    .build();
            assertThat(at("github").send(end).statusCode()).isEqualTo(status);
        }
    }

    private HttpResponse<String> installation(String id, JWTClaimsSet.Builder claims) throws Exception {
        return post(
                "github",
                "https://api.github.com/app/installations/" + id + "/access_tokens",
                Map.of(),
                "Authorization",
                "Bearer " + signed(claims));
    }
}
