// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.WrittenKey;
import io.agentauth.providers.Catalogue;
import io.agentauth.providers.MachineGrant;
import io.agentauth.providers.Provider;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tokens where nobody consents: the first one, the next ones, and the end. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class ObtainComponentTest {
    @Inject
    Pool pool;

    private Journey journey;

    @BeforeEach
    void prepare() {
        Peers.reset();
        journey = Journey.prepared();
        Peers.PROVIDER.put(
                "/token",
                request -> Peers.json(
                        request,
                        200,
                        new JsonObject()
                                .put("access_token", "at-canary-" + Peers.PRESENTED.size())
                                .put("token_type", "Bearer")
                                .put("expires_in", 3600)));
    }

    private static Provider emulator() {
        return Catalogue.load().find("emulator").orElseThrow();
    }

    /** connection-service has the journey's connection as one of that kind. */
    private void connectedBy(String authType, Provider definition) {
        try {
            Peers.CONNECTIONS
                    .get(journey.connection.toString())
                    .put("auth_type", authType)
                    .put("scopes", new JsonArray().add(scope()))
                    .put(
                            "definition",
                            new JsonObject(new ObjectMapper().writeValueAsString(definition.connectedBy(authType))));
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }

    private void clientCredentials() {
        connectedBy(MachineGrant.CLIENT_CREDENTIALS, emulator());
    }

    private JsonObject subject(AuthorizationId authorization, long generation) {
        return new JsonObject()
                .put("environment_id", journey.environment.toString())
                .put("account_id", journey.account.toString())
                .put("authorization_id", authorization.toString())
                .put("connection_id", journey.connection.toString())
                .put("generation", generation);
    }

    private Response tryObtain(JsonObject asked) {
        return Journey.post("/internal/flows/obtain", ServiceName.ACCOUNT_SERVICE, asked);
    }

    private JsonObject obtain(JsonObject asked) {
        return new JsonObject(tryObtain(asked).then().statusCode(200).extract().asString());
    }

    /**
     * A machine under load may send a claim back unsent. A renewed token is pushed for whoever waits and once more with others: both have come, so
     * that none comes into another test.
     */
    private void renew(long version) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> tryRenew(version).getString("result"), List.of("renewed", "current")::contains);
        await().atMost(Duration.ofSeconds(60)).until(() -> pushes(version + 1) >= 2);
    }

    private long pushes(long version) {
        return adopted().stream()
                .filter(token -> token.getLong("version") == version)
                .count();
    }

    /** What was asked for this test's connection: others may be tried meanwhile. */
    private List<Peers.Presented> presented() {
        return Peers.PRESENTED.stream()
                .filter(one -> scope().equals(one.form().get("scope")))
                .toList();
    }

    /** What was pushed for this test's account: others' may come late. */
    private List<JsonObject> adopted() {
        return Peers.ADOPTED.stream()
                .filter(token -> token.getString("account_id").equals(journey.account.toString()))
                .toList();
    }

    private String scope() {
        return "read:" + journey.connection;
    }

    private JsonObject tryRenew(long version) {
        return new JsonObject(Journey.post(
                        "/internal/grants/renew",
                        ServiceName.ACCOUNT_SERVICE,
                        new JsonObject()
                                .put("environment_id", journey.environment.toString())
                                .put("account_id", journey.account.toString())
                                .put("slot", "default")
                                .put("generation", 1)
                                .put("version", version)
                                .put("reason", "manual"))
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private long count(String sql) {
        return pool.query("select count(*) from " + sql)
                .execute()
                .await()
                .atMost(Duration.ofSeconds(10))
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    @DisplayName("RFC 6749 §4.4: the first token is adopted before the answer, and no refresh token is waited for")
    void theFirstToken() {
        clientCredentials();

        JsonObject answer = obtain(subject(journey.authorization, 1));

        assertThat(answer.getString("outcome")).isEqualTo("succeeded");
        assertThat(presented()).singleElement().satisfies(presented -> {
            assertThat(presented.form())
                    .containsEntry("grant_type", "client_credentials")
                    .containsEntry("scope", scope())
                    .doesNotContainKeys("code", "refresh_token", "redirect_uri");
            assertThat(presented.authorization()).startsWith("Basic ");
        });
        assertThat(adopted()).singleElement().satisfies(token -> {
            assertThat(token.getString("authorization_id")).isEqualTo(journey.authorization.toString());
            assertThat(token.getJsonArray("scopes")).containsExactly(scope());
            assertThat(token.getJsonObject("provider_account").getString("subject"))
                    .isEqualTo("client-1");
            assertThat(token.getString("due_at")).isNotNull();
            assertThat(token.encode()).doesNotContain("canary");
        });
        assertThat(count("event where type like '%token-exchanged%' and key = '" + journey.account + "'"))
                .isEqualTo(1);
    }

    @Test
    @DisplayName(
            "R3, R13: it is asked for again when it ends, once for all who wait, and the same authorization asks no more")
    void theNextTokens() throws Exception {
        clientCredentials();
        obtain(subject(journey.authorization, 1));
        assertThat(obtain(subject(journey.authorization, 1)).getString("outcome"))
                .isEqualTo("succeeded");
        assertThat(presented()).hasSize(1);

        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<? extends Future<?>> readers = IntStream.range(0, 16)
                    .mapToObj(_ -> threads.submit(() -> renew(1)))
                    .toList();
            for (Future<?> reader : readers) {
                reader.get();
            }
        }

        assertThat(presented()).hasSize(2);
        assertThat(presented().getLast().form())
                .containsEntry("grant_type", "client_credentials")
                .doesNotContainKey("refresh_token");
        assertThat(adopted().getLast().getLong("version")).isEqualTo(2);
    }

    @Test
    @DisplayName("RFC 6749 §4.4.3: a refresh token that comes along all the same is not used")
    void aRefreshTokenThatComesAlong() {
        clientCredentials();
        Peers.PROVIDER.put("/token", request -> Peers.json(request, 200, Peers.tokens()));
        obtain(subject(journey.authorization, 1));

        renew(1);

        assertThat(presented().getLast().form()).containsEntry("grant_type", "client_credentials");
    }

    @Test
    @DisplayName("C8, RFC 7523 §2.2: with a private key each request is signed anew, for the issuer")
    void signedAnew() throws Exception {
        ECKey ec = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        Sensitive key = WrittenKey.read(Sensitive.of(ec.toJSONString()))
                .signing(null, null)
                .toSensitive();
        journey.connect(1, key.reveal(Reveal.TO_SEAL));
        connectedBy(MachineGrant.CLIENT_CREDENTIALS, emulator().provenBy(ClientAuthentication.PRIVATE_KEY_JWT));

        obtain(subject(journey.authorization, 1));
        renew(1);

        assertThat(presented()).hasSize(2);
        SignedJWT first = SignedJWT.parse(presented().get(0).form().get("client_assertion"));
        SignedJWT second = SignedJWT.parse(presented().get(1).form().get("client_assertion"));
        assertThat(second.verify(new ECDSAVerifier(ec.toPublicJWK()))).isTrue();
        assertThat(second.getJWTClaimsSet().getAudience()).containsExactly("https://provider.emulator.test");
        assertThat(second.getJWTClaimsSet().getJWTID())
                .isNotEqualTo(first.getJWTClaimsSet().getJWTID());
        assertThat(presented().get(1).authorization()).isEqualTo("null");
    }

    @Test
    @DisplayName("invariant I6: whom a token is for is sealed like a refresh token")
    void whomItIsForIsNotInPlainText() throws Exception {
        ECKey ec = new ECKeyGenerator(Curve.P_256).generate();
        journey.connect(
                1,
                WrittenKey.read(Sensitive.of(ec.toJSONString()))
                        .signing(null, null)
                        .toSensitive()
                        .reveal(Reveal.TO_SEAL));
        connectedBy(MachineGrant.JWT_BEARER, emulator());

        JsonObject answer = obtain(subject(journey.authorization, 1)
                .put("fields", new JsonObject().put("subject", "ada-canary@example.com")));

        assertThat(answer.getString("outcome")).isEqualTo("succeeded");
        SignedJWT assertion = SignedJWT.parse(presented().getFirst().form().get("assertion"));
        assertThat(assertion.verify(new ECDSAVerifier(ec.toPublicJWK()))).isTrue();
        assertThat(assertion.getJWTClaimsSet().getSubject()).isEqualTo("ada-canary@example.com");
        for (String table : List.of("flow", "attempt", "connection_copy", "event", "outcome_push")) {
            assertThat(count(table + " where to_jsonb(" + table + ")::text like '%canary%'"))
                    .as(table)
                    .isZero();
        }
        String ofAccount = "\"grant\" where account_id = '" + journey.account.value() + "'";
        assertThat(count(ofAccount + " and refresh_token is not null")).isEqualTo(1);
        assertThat(count(ofAccount + " and encode(refresh_token, 'hex') like '%" + hex("canary") + "%'"))
                .isZero();
    }

    @Test
    @DisplayName("R10: a client that is refused suspends the connection, and the reason is told")
    void aRefusedClient() {
        clientCredentials();
        Peers.PROVIDER.put(
                "/token", request -> Peers.json(request, 401, new JsonObject().put("error", "invalid_client")));

        JsonObject answer = obtain(subject(journey.authorization, 1));

        assertThat(answer).isEqualTo(new JsonObject().put("outcome", "failed").put("reason", "client_invalid"));
        assertThat(adopted()).isEmpty();
        tryObtain(subject(AuthorizationId.next(), 2)).then().statusCode(409);
        assertThat(presented()).hasSize(1);
    }

    @Test
    void anEndedGenerationAsksForNothingAndPeopleAreNotPassedBy() {
        clientCredentials();
        Journey.post(
                        "/internal/grants/end",
                        ServiceName.ACCOUNT_SERVICE,
                        new JsonObject()
                                .put("environment_id", journey.environment.toString())
                                .put("account_id", journey.account.toString())
                                .put("up_to_generation", 1))
                .then()
                .statusCode(200);

        assertThat(obtain(subject(journey.authorization, 1)).getString("reason"))
                .isEqualTo("generation_ended");
        assertThat(presented()).isEmpty();

        journey = Journey.prepared();
        tryObtain(subject(journey.authorization, 1)).then().statusCode(400);
        Journey.post("/internal/flows/obtain", ServiceName.CALLBACK_GATEWAY, subject(journey.authorization, 1))
                .then()
                .statusCode(403);
        assertThat(presented()).isEmpty();
    }
}
