// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.agentauth.connections.Installation.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.Endpoint;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every public endpoint of this service, found by its annotations, asked about what another environment has. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(Neighbours.class)
class ForeignIdComponentTest {
    /** Where a body is wanted that the endpoint knows: else it would be refused before anybody looks who owns what. */
    private static final Map<String, String> BODIES = Map.of(
            "PATCH /v1/providers/{id}",
            "{\"definition\":{\"name\":\"Other\"}}",
            "PUT /v1/managed-apps/{provider}",
            "{\"scopes\":[]}");

    private static final List<String> OPERATORS = List.of("/v1/environments", "/v1/managed-apps");
    private static final String PROVIDER =
            """
            {"definition": {"id": "custom-foreign", "name": "Foreign", "category": "tasks", "auth_types": ["oauth2"],
              "authorization": {"endpoint": "https://foreign.example/authorize", "pkce": "none"},
              "token": {"endpoint": "https://foreign.example/token", "client_authentication": "post"}}}
            """;

    @Inject
    Installation installation;

    private Installation.Tenant mine;
    private Installation.Tenant foreign;
    private String connection;

    @BeforeEach
    void somebodyElseHasAConnection() {
        installation.awaitStart();
        mine = installation.tenant();
        foreign = installation.tenant();
        connection = as(foreign.bearer())
                .body(Map.of("provider", "github", "credentials", Map.of("client_id", "c", "client_secret", "s")))
                .post("/v1/connections")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        as(foreign.bearer()).body(PROVIDER).post("/v1/providers").then().statusCode(201);
    }

    @Test
    @DisplayName("C9: whatever id of another environment, or of another kind, every verb answers the same")
    void everyEndpointAnswersAsIfThereWereNothing() {
        List<Endpoint> endpoints =
                Endpoint.publicOnes().stream().filter(Endpoint::hasId).toList();
        assertThat(endpoints).hasSizeGreaterThanOrEqualTo(8);

        for (Endpoint endpoint : endpoints) {
            // What is the operator's: whoever asks as somebody else hears only that.
            int status = OPERATORS.stream().anyMatch(endpoint.path()::startsWith) ? 403 : 404;
            String unknown = answer(endpoint, ConnectionId.next().toString(), status);
            for (String id : List.of(
                    connection,
                    "custom-foreign",
                    foreign.keyId(),
                    foreign.environment(),
                    ApiKeyId.next().toString(),
                    EnvironmentId.next().toString(),
                    AccountId.next().toString(),
                    "conn_1")) {
                assertThat(answer(endpoint, id, status))
                        .as("%s about %s", endpoint, id)
                        .isEqualTo(unknown);
            }
        }

        as(foreign.bearer()).get("/v1/connections/" + connection).then().statusCode(200);
        as(foreign.bearer()).get("/v1/api-keys").then().statusCode(200);
    }

    @Test
    @DisplayName("C10: no list shows what another environment has")
    void everyListIsEmptyOfOthers() {
        for (String list : List.of("/v1/connections", "/v1/api-keys", "/v1/environment", "/v1/providers?q=foreign")) {
            Response answer = as(mine.bearer()).get(list);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.asString())
                    .doesNotContain(connection, "custom-foreign", foreign.keyId(), foreign.environment());
        }
    }

    private String answer(Endpoint endpoint, String id, int status) {
        var request = as(mine.bearer());
        if (!endpoint.verb().equals("GET")) {
            request.body(BODIES.getOrDefault(endpoint.verb() + " " + endpoint.path(), "{\"name\":\"x\"}"));
        }
        Response response = request.request(endpoint.verb(), endpoint.about(id));
        JsonObject body = new JsonObject(response.asString());
        assertThat(response.statusCode()).as(body.encode()).isEqualTo(status);
        body.remove("request_id");
        return response.contentType() + body.encode();
    }
}
