// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPIssuer;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPProtectedResourceRequestVerifier;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPTokenRequestVerifier;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.agentauth.identity.ServiceName;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tokens that are bound to a key: another implementation checks every proof. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class BoundComponentTest {
    private static final Set<JWSAlgorithm> ES256 = Set.of(JWSAlgorithm.ES256);
    private static final DPoPIssuer CLIENT = new DPoPIssuer("client-1");
    private static final URI TOKEN = URI.create("https://provider.emulator.test/token");
    private static final URI USERINFO = URI.create("https://provider.emulator.test/userinfo");

    @Inject
    Pool pool;

    private final List<String> bound = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private volatile @Nullable Nonce nonce;
    private volatile String type = "DPoP";

    @BeforeEach
    void reset() {
        Peers.reset();
        bound.clear();
        refused.clear();
        nonce = null;
        type = "DPoP";
        Peers.PROVIDER.put("/token", this::token);
        Peers.PROVIDER.put("/userinfo", this::userinfo);
    }

    private static Journey binding() {
        Journey journey = Journey.prepared();
        Peers.CONNECTIONS
                .get(journey.connection.toString())
                .getJsonObject("definition")
                .getJsonObject("token")
                .put("dpop", true);
        return journey;
    }

    /** Takes a proof that holds, and its nonce where one is wanted. */
    private void token(HttpServerRequest request) {
        try {
            SignedJWT proof = SignedJWT.parse(request.getHeader("DPoP"));
            Nonce wanted = nonce;
            if (wanted != null && proof.getJWTClaimsSet().getStringClaim("nonce") == null) {
                refused.add("nonce");
                request.response().putHeader("DPoP-Nonce", wanted.getValue());
                Peers.json(request, 400, new JsonObject().put("error", "use_dpop_nonce"));
                return;
            }
            JWKThumbprintConfirmation key = new DPoPTokenRequestVerifier(ES256, TOKEN, 60, null)
                    .verify(CLIENT, proof, wanted == null ? given(proof) : wanted);
            bound.add(key.getValue().toString());
            Peers.json(request, 200, Peers.tokens().put("token_type", type));
        } catch (Exception e) {
            refused.add(e.toString());
            Peers.json(request, 400, new JsonObject().put("error", "invalid_dpop_proof"));
        }
    }

    /** Whoever wants no nonce may get one: of the same server's earlier answer. */
    private static @Nullable Nonce given(SignedJWT proof) throws ParseException {
        return Nonce.parse(proof.getJWTClaimsSet().getStringClaim("nonce"));
    }

    private void userinfo(HttpServerRequest request) {
        try {
            assertThat(request.getHeader("Authorization")).isEqualTo("DPoP at-canary-1");
            SignedJWT proof = SignedJWT.parse(request.getHeader("DPoP"));
            new DPoPProtectedResourceRequestVerifier(ES256, 60, null)
                    .verify(
                            "GET",
                            USERINFO,
                            CLIENT,
                            proof,
                            new DPoPAccessToken("at-canary-1"),
                            new JWKThumbprintConfirmation(new Base64URL(bound.getLast())),
                            given(proof));
            Peers.json(request, 200, new JsonObject().put("sub", "person-1"));
        } catch (Exception | AssertionError e) {
            refused.add(e.toString());
            Peers.json(request, 401, new JsonObject());
        }
    }

    private String ask(Journey journey, String door, JsonObject more) {
        return new JsonObject(Journey.post(
                                "/internal/grants/" + door,
                                ServiceName.ACCOUNT_SERVICE,
                                new JsonObject()
                                        .put("environment_id", journey.environment.toString())
                                        .put("account_id", journey.account.toString())
                                        .put("slot", "default")
                                        .mergeIn(more))
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .encode();
    }

    private static List<JsonObject> adopted(Journey journey) {
        return Peers.ADOPTED.stream()
                .filter(token -> journey.account.toString().equals(token.getString("account_id")))
                .toList();
    }

    private String renew(Journey journey) {
        return ask(
                journey,
                "renew",
                new JsonObject().put("generation", 1).put("version", 1).put("reason", "rejected"));
    }

    private long rowsWith(String table, String text) {
        return pool.query("select count(*) as n from " + table + " where to_jsonb(" + table + ")::text like '%" + text
                        + "%'")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(30))
                .iterator()
                .next()
                .getLong("n");
    }

    @Test
    @DisplayName(
            "RFC 9449 §5, §7, §10: one key is announced, proved at exchange, identity and refresh, and sealed with what is bound to it")
    void oneKeyAllAlong() {
        Journey journey = binding().begin();
        assertThat(journey.comeBack().getString("outcome")).isEqualTo("succeeded");

        assertThat(refused).isEmpty();
        assertThat(bound).containsExactly(journey.sent.get("dpop_jkt"));
        assertThat(Peers.PRESENTED.getFirst().form()).containsKey("code_verifier");
        assertThat(adopted(journey)).singleElement().satisfies(token -> {
            assertThat(token.getString("token_type")).isEqualTo("DPoP");
            assertThat(token.getJsonObject("provider_account").getString("subject"))
                    .isEqualTo("person-1");
        });
        for (String table : List.of("flow", "attempt", "\"grant\"", "event", "outcome_push")) {
            assertThat(rowsWith(table, "DPoP {")).as(table).isZero();
        }

        assertThat(renew(journey)).contains("renewed");
        assertThat(Peers.PRESENTED.getLast().form()).containsEntry("refresh_token", "rt-canary-1");
        assertThat(bound).hasSize(2).containsOnly(journey.sent.get("dpop_jkt"));
        assertThat(ask(journey, "probe", new JsonObject())).contains("yes");
        assertThat(refused).isEmpty();
    }

    @Test
    @DisplayName("RFC 9449 §8: a nonce that is wanted is given at once, which is one presentation, and is remembered")
    void nonces() {
        nonce = new Nonce("nonce-of-" + System.nanoTime());
        Journey journey = binding().begin();
        assertThat(journey.comeBack().getString("outcome")).isEqualTo("succeeded");

        assertThat(refused).containsExactly("nonce");
        assertThat(Peers.PRESENTED).hasSize(2);
        assertThat(Peers.PRESENTED.getFirst().form().get("code"))
                .isEqualTo(Peers.PRESENTED.getLast().form().get("code"));

        assertThat(renew(journey)).contains("renewed");
        assertThat(refused).containsExactly("nonce");
        assertThat(Peers.PRESENTED).hasSize(3);
    }

    @Test
    @DisplayName("RFC 9449 §8.2: a server that always wants another nonce is asked twice, and no more")
    void noCircles() {
        Peers.PROVIDER.put("/token", request -> {
            request.response().putHeader("DPoP-Nonce", "n-" + System.nanoTime());
            Peers.json(request, 400, new JsonObject().put("error", "use_dpop_nonce"));
        });
        Journey journey = binding().begin();

        assertThat(journey.comeBack().getString("outcome")).isEqualTo("failed");
        assertThat(Peers.PRESENTED).hasSize(2);
    }

    @Test
    @DisplayName("RFC 9449 §5: an answer that binds nothing gives a bearer token")
    void aServerThatBindsNothing() {
        type = "Bearer";
        Peers.PROVIDER.put("/userinfo", request -> {
            bound.add(request.getHeader("Authorization") + " " + request.getHeader("DPoP"));
            Peers.json(request, 200, new JsonObject().put("sub", "person-1"));
        });
        Journey journey = binding().begin();

        assertThat(journey.comeBack().getString("outcome")).isEqualTo("succeeded");
        assertThat(adopted(journey).getFirst().getString("token_type")).isEqualTo("Bearer");
        assertThat(bound.getLast()).isEqualTo("Bearer at-canary-1 null");
        assertThat(renew(journey)).contains("renewed");
    }
}
