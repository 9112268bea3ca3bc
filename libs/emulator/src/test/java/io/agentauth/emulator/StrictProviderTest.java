// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.emulator.wire.Parameters;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The provider named emulator: an authorization server by the book. */
class StrictProviderTest {
    private static Emulator emulator;

    private final Customer customer = Customer.of(emulator, UUID.randomUUID().toString());

    @BeforeAll
    static void start() {
        emulator = Emulator.start(EmulatorSettings.onPort(0));
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @Test
    void thePageIsAFormThatNeedsNoScript() {
        String page = customer.get("/authorize", customer.authorization()).body();

        assertThat(page)
                .contains("<label for=\"user\">", "value=\"person@example.test\"", ">Allow</button>", ">Deny</button>")
                .doesNotContain("<script");
    }

    @Test
    void aPersonConsentsAndTheClientGetsTokensThatWork() {
        Parameters callback = customer.consent(customer.authorization(), "/authorize", "allow");
        JsonNode tokens =
                Customer.json(customer.post("/token", customer.exchange(callback.get("code")), customer.basic()));
        JsonNode me = Customer.json(customer.get(
                "/userinfo",
                Map.of(),
                "Authorization",
                "Bearer " + tokens.get("access_token").asText()));

        assertThat(callback.get("state")).isEqualTo("s1");
        assertThat(callback.get("iss")).isEqualTo("https://provider.emulator.test");
        assertThat(tokens.get("expires_in").asLong()).isEqualTo(3600);
        assertThat(me.get("email").asText()).isEqualTo("person@example.test");
    }

    @Test
    void aPersonSaysNo() {
        Parameters callback = customer.consent(customer.authorization(), "/authorize", "deny");

        assertThat(callback.get("error")).isEqualTo("access_denied");
        assertThat(callback.find("code")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "code_challenge, '', invalid_request",
        "code_challenge_method, plain, invalid_request",
        "response_type, token, unsupported_response_type",
        "scope, forbidden:all, invalid_scope",
    })
    void aWrongAuthorizationRequestIsSentBack(String parameter, String value, String error) {
        Map<String, String> request = new HashMap<>(customer.authorization());
        request.put(parameter, value);

        assertThat(customer.consent(request, "/authorize", "allow").get("error"))
                .isEqualTo(error);
    }

    @Test
    void nobodyIsSentToARedirectUriThatIsNotRegistered() {
        String id = UUID.randomUUID().toString();
        customer.control(
                "PUT",
                "/clients",
                "{\"provider\":\"emulator\",\"client_id\":\"" + id + "\",\"client_secret\":\"x\",\"redirect_uris\":[\""
                        + Customer.CALLBACK + "\"]}");
        Map<String, String> request = new HashMap<>(customer.authorization());
        request.put("client_id", id);
        request.put("redirect_uri", Customer.CALLBACK + "/");

        assertThat(customer.get("/authorize", request).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "code_verifier, vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvw",
        "code_verifier, ''",
        "redirect_uri, http://localhost:8080/oauth/callback/two",
        "code, unknown",
    })
    void aWrongExchangeIsRefused(String parameter, String value) {
        Map<String, String> form = new HashMap<>(customer.exchange(customer.code()));
        form.put(parameter, value);
        HttpResponse<String> answer = customer.post("/token", form, customer.basic());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Customer.json(answer).get("error").asText()).isEqualTo("invalid_grant");
    }

    @Test
    void aWrongSecretIsRefused() {
        HttpResponse<String> answer = customer.post(
                "/token",
                Map.of("grant_type", "refresh_token", "refresh_token", "x", "client_id", "one", "client_secret", "no"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Customer.json(answer).get("error").asText()).isEqualTo("invalid_client");
    }

    @Test
    @DisplayName("RFC 6749 §4.1.2: a code that is used twice ends what it gave")
    void aCodeThatIsUsedTwiceEndsWhatItGave() {
        String code = customer.code();
        JsonNode tokens = Customer.json(customer.post("/token", customer.exchange(code), customer.basic()));
        HttpResponse<String> second = customer.post("/token", customer.exchange(code), customer.basic());

        assertThat(second.statusCode()).isEqualTo(400);
        assertThat(customer.refresh(tokens.get("refresh_token").asText()).statusCode())
                .isEqualTo(400);
        assertThat(customer.truth().get("code_replays_seen").asInt()).isEqualTo(1);
        assertThat(customer.truth().get("families_killed").asInt()).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 9700 §4.14.2: a refresh token that is shown again ends its family")
    void aRefreshTokenThatIsShownAgainEndsItsFamily() {
        String first = customer.connect().get("refresh_token").asText();
        JsonNode second = Customer.json(customer.refresh(first));
        HttpResponse<String> again = customer.refresh(first);

        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(customer.refresh(second.get("refresh_token").asText()).statusCode())
                .isEqualTo(400);
        JsonNode truth = customer.truth();
        assertThat(truth.get("refreshes").asInt()).isEqualTo(1);
        assertThat(truth.get("replays_seen").asInt()).isEqualTo(1);
        assertThat(truth.get("families_killed").asInt()).isEqualTo(1);
        assertThat(truth.get("families_live").asInt()).isZero();
        assertThat(truth.get("presentations_per_refresh_token_max").asInt()).isEqualTo(2);
    }

    @Test
    @DisplayName("RFC 7009 §2.1: revoking a refresh token ends the access tokens too")
    void revokingARefreshTokenEndsAll() {
        JsonNode tokens = customer.connect();
        Map<String, String> access = Map.of("token", tokens.get("access_token").asText());
        boolean before = active(access);
        customer.post("/revoke", Map.of("token", tokens.get("refresh_token").asText()), customer.basic());

        assertThat(before).isTrue();
        assertThat(active(access)).isFalse();
        assertThat(customer.truth().get("revocations").asInt()).isEqualTo(1);
    }

    private boolean active(Map<String, String> token) {
        return Customer.json(customer.post("/introspect", token, customer.basic()))
                .get("active")
                .asBoolean();
    }

    @Test
    void anExpiredTokenIsRefusedByTheApi() {
        customer.switches("{\"access_lifetime\": 1}");
        String token = customer.connect().get("access_token").asText();
        int fresh = customer.get("/api/me", Map.of(), "Authorization", "Bearer " + token)
                .statusCode();
        customer.control("POST", "/clock", "{\"advance_seconds\": 2}");

        assertThat(fresh).isEqualTo(200);
        assertThat(customer.get("/api/me", Map.of(), "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(401);
        assertThat(customer.truth().get("api_calls_refused").asInt()).isEqualTo(1);
    }

    @Test
    void anIssuerOfAnyNameIsDiscoveredAndSignsItsIdTokens() throws Exception {
        Customer issuer =
                new Customer(emulator, "oidc/one", "", UUID.randomUUID().toString());
        JsonNode metadata = Customer.json(issuer.get("/.well-known/openid-configuration", Map.of()));
        Map<String, String> request = new HashMap<>(issuer.authorization());
        request.put("nonce", "n1");
        String code = issuer.consent(request, "/authorize", "allow").get("code");
        JsonNode tokens = Customer.json(issuer.post("/token", issuer.exchange(code), issuer.basic()));
        SignedJWT idToken = SignedJWT.parse(tokens.get("id_token").asText());

        assertThat(metadata.get("issuer").asText()).isEqualTo(emulator.url() + "/oidc/one");
        assertThat(metadata.get("token_endpoint").asText()).isEqualTo(emulator.url() + "/oidc/one/token");
        assertThat(idToken.getJWTClaimsSet().getIssuer()).isEqualTo(emulator.url() + "/oidc/one");
        assertThat(idToken.getJWTClaimsSet().getStringClaim("nonce")).isEqualTo("n1");
        assertThat(Customer.json(issuer.get("/jwks", Map.of()))
                        .at("/keys/0/kid")
                        .asText())
                .isEqualTo(idToken.getHeader().getKeyID());
    }
}
