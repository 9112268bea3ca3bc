// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Requests that the provider is given before the browser comes. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class PushedComponentTest {
    private static final String PAR = "/par";
    private static final String REQUEST_URI = "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c";

    @Inject
    Pool pool;

    @BeforeEach
    void reset() {
        Peers.reset();
    }

    private Journey pushing(boolean required) {
        Journey journey = Journey.prepared();
        JsonObject pushed = new JsonObject().put("endpoint", "https://provider.emulator.test" + PAR);
        Peers.CONNECTIONS
                .get(journey.connection.toString())
                .getJsonObject("definition")
                .getJsonObject("authorization")
                .put("pushed", required ? pushed.put("required", true) : pushed);
        return journey;
    }

    private void answer(int status, JsonObject body) {
        Peers.PROVIDER.put(PAR, request -> Peers.json(request, status, body));
    }

    private void keeps() {
        answer(201, new JsonObject().put("request_uri", REQUEST_URI).put("expires_in", 60));
    }

    private static String pushedState(int index) {
        return Peers.PUSHED.get(index).form().get("state");
    }

    private long flows(Journey journey) {
        return pool.query("select count(*) as n from flow where authorization_id = '" + journey.authorization.value()
                        + "'")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(30))
                .iterator()
                .next()
                .getLong("n");
    }

    @Test
    @DisplayName(
            "RFC 9126 §2.1, §4: the whole request goes to the provider with the client's proof, and the browser takes client_id and request_uri alone")
    void theBrowserTakesWhatStandsForTheRequest() {
        keeps();
        Journey journey = pushing(true).begin();

        assertThat(journey.sent)
                .containsOnly(Map.entry("client_id", "client-1"), Map.entry("request_uri", REQUEST_URI));
        String basic =
                Base64.getEncoder().encodeToString(("client-1:" + Journey.SECRET).getBytes(StandardCharsets.UTF_8));
        assertThat(Peers.PUSHED).hasSize(1);
        assertThat(Peers.PUSHED.getFirst().authorization()).isEqualTo("Basic " + basic);
        assertThat(Peers.PUSHED.getFirst().form())
                .containsEntry("client_id", "client-1")
                .containsEntry("response_type", "code")
                .containsEntry("redirect_uri", "http://localhost:8080/oauth/callback/ctx-1")
                .containsEntry("scope", "openid email")
                .containsEntry("code_challenge_method", "S256")
                .containsKeys("state", "nonce", "code_challenge")
                .doesNotContainKeys("request_uri", "client_secret");

        assertThat(journey.comeBack("code=c&iss=https%3A%2F%2Fprovider.emulator.test&state=" + pushedState(0))
                        .getString("outcome"))
                .isEqualTo("succeeded");
    }

    @Test
    @DisplayName(
            "RFC 9126 §2.3, §5: where requests must be pushed, one that is not kept sends nobody anywhere, and says why")
    void whatIsNotKept() {
        Journey journey = pushing(true);

        answer(400, new JsonObject().put("error", "invalid_scope"));
        journey.tryBegin(1).then().statusCode(409).body("code", equalTo("connection_suspended"));
        answer(401, new JsonObject().put("error", "invalid_client"));
        journey.tryBegin(1).then().statusCode(409).body("code", equalTo("connection_suspended"));
        answer(429, new JsonObject());
        journey.tryBegin(1).then().statusCode(429).body("code", equalTo("provider_rate_limited"));
        answer(503, new JsonObject().put("error", "invalid_client"));
        journey.tryBegin(1).then().statusCode(502).body("code", equalTo("provider_unavailable"));
        for (String no : List.of("", "x", "urn:a b", "urn:a\r\nb")) {
            answer(201, new JsonObject().put("request_uri", no));
            journey.tryBegin(1).then().statusCode(502);
        }
        assertThat(flows(journey)).isZero();

        keeps();
        journey.begin();
        assertThat(flows(journey)).isOne();
    }

    @Test
    @DisplayName("RFC 9126 §5: where requests may come from the browser too, the provider is heard there")
    void whereItMayBePushed() {
        answer(400, new JsonObject().put("error", "unauthorized_client"));
        Journey journey = pushing(false).begin();

        assertThat(journey.sent)
                .containsEntry("state", pushedState(0))
                .containsEntry("scope", "openid email")
                .doesNotContainKey("request_uri");
        assertThat(journey.comeBack("error=unauthorized_client&state=" + journey.sent.get("state")
                                + "&iss=https%3A%2F%2Fprovider.emulator.test")
                        .getString("outcome"))
                .isEqualTo("failed");
    }

    @Test
    @DisplayName("RFC 9126 §2.2: a second click pushes a second request, and the first one's answer is nobody's")
    void again() {
        keeps();
        Journey journey = pushing(true).begin();
        journey.begin();

        assertThat(Peers.PUSHED).hasSize(2);
        assertThat(pushedState(1)).isNotEqualTo(pushedState(0));
        assertThat(journey.comeBack("code=c&iss=https%3A%2F%2Fprovider.emulator.test&state=" + pushedState(0))
                        .getString("outcome"))
                .isEqualTo("unknown");
    }
}
