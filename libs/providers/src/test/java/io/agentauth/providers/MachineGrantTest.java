// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.oauth.Client;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.WrittenKey;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How tokens are asked for where nobody consents, as the files of the catalogue have it. */
class MachineGrantTest {
    private static final URI REDIRECT = URI.create("https://auth.example.com/oauth/callback/c");
    private static final Catalogue CATALOGUE = Catalogue.load();
    private static RSAKey rsa;
    private static Sensitive key;

    @BeforeAll
    static void key() throws Exception {
        rsa = new RSAKeyGenerator(2048).keyID("k1").generate();
        key = WrittenKey.read(Sensitive.of(rsa.toJSONString()))
                .signing(null, null)
                .toSensitive();
    }

    private static Provider provider(String id, String way) {
        Provider provider = CATALOGUE.find(id).orElseThrow();
        return provider.filledWith(provider.usualValues()).connectedBy(way);
    }

    private record Asked(Map<String, String> fields, List<String> scopes) {}

    private static HttpRequest request(Provider provider, String way, Sensitive secret, Asked asked) {
        Client client = new Client("client-1", secret, REDIRECT, provider.assertionAudience());
        return provider.machineRequest(
                provider.machineGrant(way).orElseThrow(), client, asked.fields(), asked.scopes());
    }

    private static Map<String, String> form(HttpRequest request) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : plain(request.body()).split("&")) {
            int equals = pair.indexOf('=');
            form.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return form;
    }

    private static String plain(@org.jspecify.annotations.Nullable Sensitive secret) {
        return Objects.requireNonNull(secret).reveal(Reveal.TO_VERIFY);
    }

    private static JWTClaimsSet verified(String assertion) throws Exception {
        SignedJWT jwt = SignedJWT.parse(assertion);
        assertThat(jwt.verify(new RSASSAVerifier(rsa.toPublicJWK()))).isTrue();
        return jwt.getJWTClaimsSet();
    }

    @Test
    @DisplayName("RFC 6749 §4.4.2: client credentials, with the client's proof as at the token endpoint")
    void clientCredentials() {
        Provider provider = provider("emulator", MachineGrant.CLIENT_CREDENTIALS);
        HttpRequest request = request(
                provider,
                MachineGrant.CLIENT_CREDENTIALS,
                Sensitive.of("secret-1"),
                new Asked(Map.of(), List.of("messages:read", "messages:send")));

        assertThat(request.uri()).hasToString("https://provider.emulator.test/token");
        assertThat(form(request))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("grant_type", "client_credentials", "scope", "messages:read messages:send"));
        // client-1:secret-1
        assertThat(plain(request.authorization())).isEqualTo("Basic Y2xpZW50LTE6c2VjcmV0LTE=");
    }

    @Test
    @DisplayName("RFC 7523 §2.2: the same with a signed proof, for the issuer where the file says so")
    void clientCredentialsWithAKey() throws Exception {
        Provider provider = CATALOGUE
                .find("emulator")
                .orElseThrow()
                .provenBy(ClientAuthentication.PRIVATE_KEY_JWT)
                .connectedBy(MachineGrant.CLIENT_CREDENTIALS);
        HttpRequest request = request(provider, MachineGrant.CLIENT_CREDENTIALS, key, new Asked(Map.of(), List.of()));

        assertThat(request.authorization()).isNull();
        assertThat(form(request)).doesNotContainKeys("scope", "client_secret");
        JWTClaimsSet claims = verified(form(request).get("client_assertion"));
        assertThat(claims.getAudience()).containsExactly("https://provider.emulator.test");
        assertThat(claims.getSubject()).isEqualTo("client-1");
    }

    @Test
    @DisplayName("RFC 7523 §2.1: an assertion about a person is the grant, and nothing else proves the client")
    void jwtBearer() throws Exception {
        Provider provider = provider("emulator", MachineGrant.JWT_BEARER);
        HttpRequest request = request(
                provider,
                MachineGrant.JWT_BEARER,
                key,
                new Asked(Map.of("subject", "ada@example.com"), List.of("messages:read")));

        assertThat(request.authorization()).isNull();
        assertThat(form(request))
                .containsOnlyKeys("grant_type", "assertion", "scope")
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        JWTClaimsSet claims = verified(form(request).get("assertion"));
        assertThat(claims.getIssuer()).isEqualTo("client-1");
        assertThat(claims.getSubject()).isEqualTo("ada@example.com");
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    @DisplayName("Google: scopes and the person are claims, for the token endpoint")
    void googleServiceAccount() throws Exception {
        Provider provider = provider("gmail", MachineGrant.JWT_BEARER);
        String scope = "https://www.googleapis.com/auth/gmail.readonly";
        HttpRequest request = request(
                provider,
                MachineGrant.JWT_BEARER,
                key,
                new Asked(Map.of("subject", "ada@example.com"), List.of(scope)));

        assertThat(request.uri()).hasToString("https://oauth2.googleapis.com/token");
        assertThat(form(request)).containsOnlyKeys("grant_type", "assertion");
        JWTClaimsSet claims = verified(form(request).get("assertion"));
        assertThat(claims.getStringClaim("scope")).isEqualTo(scope);
        assertThat(claims.getSubject()).isEqualTo("ada@example.com");
        assertThat(claims.getAudience()).containsExactly("https://oauth2.googleapis.com/token");
    }

    @Test
    @DisplayName("GitHub: an app's signature is the bearer of the call that makes an installation's token")
    void gitHubInstallation() throws Exception {
        Provider provider = provider("github-app", MachineGrant.JWT_BEARER);
        HttpRequest request =
                request(provider, MachineGrant.JWT_BEARER, key, new Asked(Map.of("installation_id", "42"), List.of()));

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).hasToString("https://api.github.com/app/installations/42/access_tokens");
        assertThat(request.headers()).containsEntry("X-GitHub-Api-Version", "2022-11-28");
        assertThat(plain(request.body())).isEqualTo("{}");
        String bearer = plain(request.authorization());
        assertThat(bearer).startsWith("Bearer ");
        JWTClaimsSet claims = verified(bearer.substring(7));
        assertThat(claims.getIssuer()).isEqualTo("client-1");
        assertThat(claims.getSubject()).isNull();
        assertThat(claims.getExpirationTime().toInstant())
                .isBefore(java.time.Instant.now().plusSeconds(600));
        assertThat(provider.revocation()).isNotNull();
        assertThat(provider.revocation().authentication()).isEqualTo(Revocation.Authentication.BEARER);
    }

    @Test
    @DisplayName("what an account says stays one segment of the path")
    void noFieldLeavesItsPlace() {
        Provider provider = provider("github-app", MachineGrant.JWT_BEARER);
        for (String evil : List.of("../../user", "1/../2", "1?x=", "1#x", "..", ".", "a@evil.example")) {
            URI uri = request(
                            provider,
                            MachineGrant.JWT_BEARER,
                            key,
                            new Asked(Map.of("installation_id", evil), List.of()))
                    .uri();
            assertThat(uri.getHost()).isEqualTo("api.github.com");
            assertThat(uri.getRawQuery()).isNull();
            assertThat(uri.normalize().getRawPath()).matches("/app/installations/[^/]+/access_tokens");
        }
        MachineGrant way = provider.machineGrant(MachineGrant.JWT_BEARER).orElseThrow();
        assertThat(way.flaws(Map.of("installation_id", Sensitive.of("../1")))).containsKey("installation_id");
        assertThat(way.flaws(Map.of())).containsEntry("installation_id", StaticCredentials.Flaw.MISSING);
        assertThat(way.flaws(Map.of("installation_id", Sensitive.of("42")))).isEmpty();
    }

    @Test
    @DisplayName("a key is never shown as a password, at whatever endpoint")
    void aKeyIsNoPassword() {
        Provider provider = provider("emulator", MachineGrant.JWT_BEARER);
        assertThat(provider.token().clientAuthentication()).isEqualTo(ClientAuthentication.NONE);
        Provider github = CATALOGUE.find("github-app").orElseThrow().provenBy(ClientAuthentication.PRIVATE_KEY_JWT);
        Client client = new Client("client-1", key, REDIRECT, "https://github.com");
        HttpRequest request = Objects.requireNonNull(github.revocation())
                .request(
                        client,
                        ClientAuthentication.PRIVATE_KEY_JWT,
                        Sensitive.of("at-1"),
                        Revocation.Presented.ACCESS,
                        Map.of());
        assertThat(request.authorization()).isNull();
        assertThat(plain(request.body())).doesNotContain("pkcs8").contains("client_assertion");
    }

    @Test
    void whereNobodyConsentsNothingIsUsedUp() {
        Provider provider = provider("emulator", MachineGrant.CLIENT_CREDENTIALS);
        assertThat(provider.rotation().rotationClass()).isEqualTo(RotationClass.N);
        assertThat(provider.slots()).hasSize(1);
        assertThat(CATALOGUE.find("emulator").orElseThrow().connectedBy("oauth2"))
                .isEqualTo(CATALOGUE.find("emulator").orElseThrow());
        assertThatThrownBy(() -> request(
                        provider("emulator", MachineGrant.JWT_BEARER),
                        MachineGrant.JWT_BEARER,
                        Sensitive.of("a secret"),
                        new Asked(Map.of(), List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("a secret");
    }
}
