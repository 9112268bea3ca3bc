// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.Catalogue;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Static credentials are tried once, the way their provider wants them. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class CredentialComponentTest {
    private static final String WHOSE = "{\"id\":\"7\",\"email\":\"ada@example.com\",\"name\":\"Ada\"}";

    private final List<Map<String, String>> seen = new ArrayList<>();
    private Journey journey;

    @BeforeEach
    void prepare() {
        Peers.reset();
        journey = Journey.prepared();
    }

    @Test
    void aKeyThatIsTakenSaysWhoseItIs() {
        connect("emulator-key", "/key/me");
        answers("/key/me", 200, WHOSE);

        JsonObject trial = attempt(Map.of("api_key", "key-canary"));

        assertThat(trial)
                .isEqualTo(new JsonObject()
                        .put("verdict", "taken")
                        .put(
                                "provider_account",
                                new JsonObject()
                                        .put("subject", "7")
                                        .put("email", "ada@example.com")
                                        .put("name", "Ada")
                                        .putNull("issuer")));
        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst()).containsEntry("x-api-key", "key-canary").doesNotContainKey("authorization");
    }

    @Test
    void whereItIsSpreadEachPartGoesWhereItBelongs() {
        connect("emulator-custom", "/custom/me");
        answers("/custom/me", 200, WHOSE);

        attempt(Map.of("workspace", "acme", "key", "k&y", "pin", "1234"));

        assertThat(seen.getFirst())
                .containsEntry("x-workspace", "acme")
                .containsEntry("?", "key=k%26y")
                .containsEntry("content-type", "application/json");
    }

    @Test
    void aPairGoesIntoBasic() {
        connect("emulator-basic", "/basic/me");
        answers("/basic/me", 200, WHOSE);

        attempt(Map.of("user", "Aladdin", "secret", "open sesame"));

        assertThat(seen.getFirst()).containsEntry("authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    @ParameterizedTest
    @CsvSource({
        "401, '{}', refused",
        "403, '{}', doubted",
        "400, '{\"error\":\"API key not valid\"}', doubted",
        "404, 'nothing here', doubted",
        "200, '{\"ok\":false}', doubted",
        "429, '{}', unanswered",
        "408, '{}', unanswered",
        "500, '{}', unanswered",
        "503, '<html>', unanswered",
        "302, '{}', unanswered",
    })
    void whatTheProviderSaysIsToldApart(int status, String body, String verdict) {
        connect("emulator-key", "/key/me");
        answers("/key/me", status, body);

        JsonObject trial = attempt(Map.of("api_key", "key-canary"));

        assertThat(trial.getString("verdict")).isEqualTo(verdict);
        assertThat(trial.getString("reason")).isEqualTo("status_" + status);
        assertThat(trial.encode()).doesNotContain("canary");
    }

    @Test
    void aProviderThatHangsUpHasNotAnswered() {
        connect("emulator-key", "/key/me");
        Peers.PROVIDER.put("/key/me", request -> request.connection().close());

        assertThat(attempt(Map.of("api_key", "key-canary")).getString("verdict"))
                .isEqualTo("unanswered");
    }

    @Test
    void whereNoCallIsKnownNothingIsTried() {
        connect("emulator-key", "/key/me");
        definition().putNull("identity");

        assertThat(attempt(Map.of("api_key", "key-canary")).getString("verdict"))
                .isEqualTo("untried");
    }

    @Test
    void anotherEnvironmentsConnectionIsNotFound() {
        connect("emulator-key", "/key/me");
        JsonObject body =
                body(Map.of()).put("environment_id", EnvironmentId.next().toString());

        Journey.post("/internal/credentials/try", ServiceName.ACCOUNT_SERVICE, body)
                .then()
                .statusCode(404);
        Journey.post("/internal/credentials/try", ServiceName.CALLBACK_GATEWAY, body(Map.of()))
                .then()
                .statusCode(403);
    }

    @Test
    void theDefaultLeavesAccountServiceTimeToSaySo() {
        assertThat(io.agentauth.refresher.Settings.shipped(CredentialConfig.class)
                        .answerMax())
                .isEqualTo(Duration.ofSeconds(8));
    }

    private void connect(String provider, String path) {
        JsonObject view = Peers.CONNECTIONS.get(journey.connection.toString());
        view.put("auth_type", provider.substring("emulator-".length()))
                .put("provider", provider)
                .put("client_id", "")
                .putNull("sealed_client_secret");
        try {
            view.put(
                    "definition",
                    new JsonObject(new ObjectMapper()
                            .writeValueAsString(Catalogue.load().find(provider).orElseThrow())));
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
        definition().getJsonObject("identity").put("endpoint", "https://provider.emulator.test" + path);
    }

    private JsonObject definition() {
        return Peers.CONNECTIONS.get(journey.connection.toString()).getJsonObject("definition");
    }

    private void answers(String path, int status, String body) {
        Peers.PROVIDER.put(path, request -> {
            seen.add(told(request));
            request.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(body);
        });
    }

    private static Map<String, String> told(HttpServerRequest request) {
        Map<String, String> told = new TreeMap<>();
        request.headers().forEach((name, value) -> told.put(name.toLowerCase(java.util.Locale.ROOT), value));
        if (request.query() != null) {
            told.put("?", request.query());
        }
        return told;
    }

    private JsonObject body(Map<String, Object> fields) {
        return new JsonObject()
                .put("environment_id", journey.environment.toString())
                .put("connection_id", journey.connection.toString())
                .put("fields", new JsonObject(fields));
    }

    private JsonObject attempt(Map<String, Object> fields) {
        return new JsonObject(Journey.post("/internal/credentials/try", ServiceName.ACCOUNT_SERVICE, body(fields))
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }
}
