// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the doors let in, over HTTP. */
@QuarkusTest
@TestProfile(DoorsTest.InProcess.class)
class DoorsTest {
    public static class InProcess implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(IssuerInProcess.class);
        }
    }

    private static final EnvironmentId ENVIRONMENT = EnvironmentId.next();

    private final ApiKeyId key = ApiKeyId.next();

    @Inject
    Doors doors;

    @BeforeEach
    void nobodyIsRevoked() {
        IssuerInProcess.REVOKED.clear();
    }

    @Test
    void aCallerIsKnownByItsToken() {
        String token = sign(Signer.caller(key, ENVIRONMENT, "accounts:read", "of:a-later-release"));

        for (int i = 0; i < 3; i++) {
            who(token)
                    .statusCode(200)
                    .body("key", equalTo(key.toString()))
                    .body("environment", equalTo(ENVIRONMENT.toString()));
        }
    }

    @Test
    void whoSendsNothingIsAskedForAKey() {
        given().get("/v1/who").then().statusCode(401).body("code", equalTo("missing_api_key"));
        given().header("Authorization", "Basic eA==")
                .get("/v1/who")
                .then()
                .statusCode(401)
                .body("code", equalTo("missing_api_key"));
    }

    @Test
    void aTokenThatIsNotOursIsRefused() throws JOSEException {
        String good = sign(Signer.caller(key, ENVIRONMENT));
        SignedJWT symmetric = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(),
                Signer.caller(key, ENVIRONMENT).build());
        symmetric.sign(new MACSigner(new byte[32]));

        refused(good.substring(0, good.length() - 8) + "AAAAAAAA");
        refused("eyJhbGciOiJub25lIn0.e30.");
        refused(symmetric.serialize());
        refused("x".repeat(5000));
        refused(sign(Signer.caller(key, ENVIRONMENT).issuer("somebody")));
        refused(sign(Signer.caller(key, ENVIRONMENT).audience("elsewhere")));
        refused(sign(Signer.caller(key, ENVIRONMENT).subject("acc_1")));
        refused(sign(Signer.caller(key, ENVIRONMENT).claim("opr", true)));
        refused(sign(Signer.caller(key, ENVIRONMENT)
                .expirationTime(Date.from(Instant.now().minusSeconds(1)))));
    }

    @Test
    void aServicesTokenIsNoCallers() {
        refused(sign(Signer.service(ServiceName.TOKEN_REFRESHER, "account-service")));
        refused(sign(Signer.service(ServiceName.TOKEN_REFRESHER, "agent-auth")));
    }

    @Test
    @DisplayName("H2: a revoked key ends although its token was known")
    void aRevokedKeyEndsThoughItsTokenWasKnown() {
        String token = sign(Signer.caller(key, ENVIRONMENT, "accounts:read"));
        who(token).statusCode(200);

        IssuerInProcess.REVOKED.add(key);

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> who(token).statusCode(401).body("code", equalTo("invalid_api_key")));
    }

    @Test
    @DisplayName("H3: a permission that is missing, or the operator's, is a 403")
    void permissionsAndTheOperatorAreAskedFor() {
        who(sign(Signer.caller(key, ENVIRONMENT, "accounts:write")))
                .statusCode(403)
                .body("code", equalTo("permission_denied"));
        who(sign(Signer.caller(key, ENVIRONMENT, "admin"))).statusCode(403);
        String operator =
                sign(Signer.caller(key, ENVIRONMENT, "admin").claim("env", null).claim("opr", true));
        who(operator).statusCode(403).body("code", equalTo("permission_denied"));
        post(operator).statusCode(200).body("word", equalTo("x"));
        post(sign(Signer.caller(key, ENVIRONMENT, "admin"))).statusCode(403).body("code", equalTo("operator_required"));
    }

    @Test
    @DisplayName("H3: who is refused is told of, once a minute for a key, with what it lacks")
    void whoIsRefusedIsToldOf() {
        Guarded.Heard.REFUSED.clear();
        ApiKeyId other = ApiKeyId.next();
        for (int i = 0; i < 5; i++) {
            who(sign(Signer.caller(key, ENVIRONMENT, "accounts:write"))).statusCode(403);
        }
        post(sign(Signer.caller(other, ENVIRONMENT, "admin"))).statusCode(403);
        who(sign(Signer.caller(key, ENVIRONMENT, "accounts:read"))).statusCode(200);
        who(sign(Signer.caller(ApiKeyId.next(), ENVIRONMENT, "admin")
                        .claim("env", null)
                        .claim("opr", true)))
                .statusCode(403);

        // Five requests may be in two minutes.
        assertThat(Guarded.Heard.REFUSED)
                .hasSizeBetween(2, 3)
                .containsOnly(
                        new RefusedKey(ENVIRONMENT, key, "accounts:read"),
                        new RefusedKey(ENVIRONMENT, other, "operator"));
        assertThat(Guarded.Heard.REFUSED.peek().event().reason()).isEqualTo("accounts.read");
    }

    @Test
    void anUnknownSigningKeyIsAskedForOnceAndTheTokenTaken() {
        who(sign(Signer.caller(key, ENVIRONMENT, "accounts:read"))).statusCode(200);
        int asked = IssuerInProcess.KEYS_ASKED.get();
        Instant start = Instant.now();
        Signer second = new Signer("second");
        Signer forged = new Signer("forged");

        IssuerInProcess.SIGNERS.add(second);
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> post(second.sign(
                        Signer.caller(key, ENVIRONMENT).claim("env", null).claim("opr", true)))
                .statusCode(200)
                .body("word", equalTo("x")));
        for (int i = 0; i < 20; i++) {
            refused(forged.sign(Signer.caller(key, ENVIRONMENT)));
        }

        // At most one question each 500 ms, however many tokens are forged.
        int most = 2 + (int) (Duration.between(start, Instant.now()).toMillis() / 500);
        assertThat(IssuerInProcess.KEYS_ASKED.get() - asked).isBetween(1, most);
    }

    @Test
    @DisplayName("H9: only a listed service with a token for this one comes in")
    void onlyListedServicesComeInFromInside() {
        adopt(sign(Signer.service(ServiceName.TOKEN_REFRESHER, "account-service")))
                .statusCode(200)
                .body("word", equalTo("x"));
        adopt(sign(Signer.service(ServiceName.CALLBACK_GATEWAY, "account-service")))
                .statusCode(403)
                .body("code", equalTo("service_not_allowed"));
        required(sign(Signer.service(ServiceName.TOKEN_REFRESHER, "connection-service")));
        required(sign(
                Signer.service(ServiceName.TOKEN_REFRESHER, "account-service").claim("typ", null)));
        required(sign(
                Signer.service(ServiceName.TOKEN_REFRESHER, "account-service").subject("nobody")));
        required(sign(Signer.caller(key, ENVIRONMENT, "admin")));
    }

    @Test
    @DisplayName("H9: a caller's token opens nothing inside")
    void aCallersTokenOpensNothingInside() {
        given().header("Authorization", "Bearer " + sign(Signer.caller(key, ENVIRONMENT, "admin")))
                .contentType("application/json")
                .body("{\"word\":\"x\"}")
                .post("/internal/tokens/adopt")
                .then()
                .statusCode(401)
                .body("code", equalTo("service_identity_required"));
        given().get("/internal/open").then().statusCode(200);
    }

    @Test
    void theClientsAddressIsBelievedFromTheGatewayOnly() {
        String token = sign(Signer.caller(key, ENVIRONMENT, "accounts:read"));
        String gateway = sign(Signer.service(ServiceName.CALLBACK_GATEWAY, "account-service"));
        String other = sign(Signer.service(ServiceName.TOKEN_REFRESHER, "account-service"));

        address(token, gateway).body("address", equalTo("192.0.2.7"));
        address(token, other).body("address", equalTo("-"));
        address(token, "garbage").body("address", equalTo("-"));
    }

    @Test
    @DisplayName(
            "H3: a key that is bound to addresses is of no use from another, or from one that the gateway does not vouch for")
    void aKeyThatIsBoundToAddressesIsOfNoUseFromElsewhere() {
        String gateway = sign(Signer.service(ServiceName.CALLBACK_GATEWAY, "account-service"));
        String other = sign(Signer.service(ServiceName.TOKEN_REFRESHER, "account-service"));
        String here = sign(Signer.caller(key, ENVIRONMENT, "accounts:read")
                .claim("adr", List.of("2001:db8::/32", "192.0.2.0/24")));
        String elsewhere =
                sign(Signer.caller(key, ENVIRONMENT, "accounts:read").claim("adr", List.of("198.51.100.0/24")));

        address(here, gateway).statusCode(200).body("address", equalTo("192.0.2.7"));
        // Once more: the token is remembered now, and its addresses with it.
        address(here, gateway).statusCode(200);
        for (int i = 0; i < 2; i++) {
            address(elsewhere, gateway).statusCode(403).body("code", equalTo("permission_denied"));
            address(here, other).statusCode(403);
            who(here).statusCode(403);
        }
        refused(sign(Signer.caller(key, ENVIRONMENT, "accounts:read").claim("adr", List.of("anywhere"))));
    }

    @Test
    @DisplayName("H9: a method that names nobody fails the start")
    void aMethodWithoutADoorFailsTheStart() throws Exception {
        @Path("/internal/x")
        class NobodyListed {
            @SuppressWarnings("unused")
            void method() {}
        }
        @Path("/other")
        class NeitherInNorOut {
            @SuppressWarnings("unused")
            void method() {}
        }

        assertThatThrownBy(() -> doors.configure(method(NobodyListed.class), null))
                .hasMessageContaining("NobodyListed.method")
                .hasMessageContaining("@AllowedServices");
        assertThatThrownBy(() -> doors.configure(method(NeitherInNorOut.class), null))
                .hasMessageContaining("@Unauthenticated");
    }

    private static ResourceInfo method(Class<?> type) {
        return new ResourceInfo() {
            @Override
            public Method getResourceMethod() {
                try {
                    return type.getDeclaredMethod("method");
                } catch (NoSuchMethodException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public Class<?> getResourceClass() {
                return type;
            }
        };
    }

    private static String sign(com.nimbusds.jwt.JWTClaimsSet.Builder claims) {
        return IssuerInProcess.FIRST.sign(claims);
    }

    private static ValidatableResponse who(String token) {
        return given().header("Authorization", "Bearer " + token).get("/v1/who").then();
    }

    private static void refused(String token) {
        who(token).statusCode(401).body("code", equalTo("invalid_api_key"));
    }

    private static ValidatableResponse post(String token) {
        return given().header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body("{\"word\":\"x\"}")
                .post("/v1/who")
                .then();
    }

    private static ValidatableResponse address(String token, String service) {
        return given().header("Authorization", "Bearer " + token)
                .header("Agent-Auth-Service", "Bearer " + service)
                .header("X-Forwarded-For", "192.0.2.7")
                .get("/v1/who")
                .then();
    }

    private static ValidatableResponse adopt(String token) {
        return given().header("Agent-Auth-Service", "Bearer " + token)
                .contentType("application/json")
                .body("{\"word\":\"x\"}")
                .post("/internal/tokens/adopt")
                .then();
    }

    private static void required(String token) {
        adopt(token).statusCode(401).body("code", equalTo("service_identity_required"));
    }
}
