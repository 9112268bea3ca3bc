// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.agentauth.connections.Installation.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.testkit.Endpoint;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every list of this service asked for what no list has, and every POST sent again when all is over; found by their annotations. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(Neighbours.class)
class EveryEndpointComponentTest {
    @Inject
    Installation installation;

    private Installation.Tenant tenant;

    @BeforeEach
    void somebody() {
        installation.awaitStart();
        tenant = installation.tenant();
    }

    @Test
    @DisplayName("H7: a page size or a cursor that no list has is refused by name")
    void whatNoListHasIsRefusedByName() {
        for (Endpoint list : lists()) {
            for (String limit : List.of("x", "0", "-1", "101", "1.5", "0x1", "1e1", "99999999999999999999")) {
                refused(list.path(), "limit=" + limit);
            }
            for (String cursor : List.of("!", "%00", "a", "AAAA", "A".repeat(4_000))) {
                refused(list.path(), "cursor=" + cursor);
            }
        }
        refused("/v1/api-keys", "environment_id=env_1");
        refused("/v1/providers", "q=" + "x".repeat(101));
    }

    @Test
    void anEmptyParameterIsNoneAndWhatAListDoesNotKnowIsIgnored() {
        for (Endpoint list : lists()) {
            Response answer = caller(list.path()).get(list.path() + "?cursor=&limit=&utm_source=x");
            assertThat(answer.statusCode()).as(list.path()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("H5: every POST is answered the same although what it made, and its environment, is gone")
    void everyPostIsAnsweredTheSameAfterTheEnd() {
        Map<String, Object> environment = Map.of("name", "Short", "kind", "development");
        String id = posted(installation.operator(), "/v1/environments", environment);
        Map<String, Object> key = Map.of("name", "all", "scopes", Installation.ALL, "environment_id", id);
        String keyId = posted(installation.operator(), "/v1/api-keys", key);
        Map<String, Object> connection =
                Map.of("provider", "github", "credentials", Map.of("client_id", "c", "client_secret", "s"));
        String connectionId = posted(as(tenant.bearer()), "/v1/connections", connection);
        Map<String, Object> definition = Map.of("definition", CustomProviderComponentTest.acme());
        String providerId = posted(as(tenant.bearer()), "/v1/providers", definition);

        as(tenant.bearer()).delete("/v1/connections/" + connectionId).then().statusCode(200);
        as(tenant.bearer()).delete("/v1/providers/" + providerId).then().statusCode(200);
        installation.operator().delete("/v1/environments/" + id).then().statusCode(200);

        assertThat(posted(installation.operator(), "/v1/environments", environment))
                .isEqualTo(id);
        assertThat(posted(installation.operator(), "/v1/api-keys", key)).isEqualTo(keyId);
        assertThat(posted(as(tenant.bearer()), "/v1/connections", connection)).isEqualTo(connectionId);
        assertThat(posted(as(tenant.bearer()), "/v1/providers", definition)).isEqualTo(providerId);
        // The operator's switch answers no id: SealComponentTest has it.
        assertThat(Endpoint.publicOnes().stream()
                        .filter(endpoint -> endpoint.verb().equals("POST"))
                        .map(Endpoint::path)
                        .filter(path -> !Set.of("/v1/seal", "/v1/unseal").contains(path)))
                .containsExactlyInAnyOrder("/v1/environments", "/v1/api-keys", "/v1/connections", "/v1/providers");
    }

    /** With the same key each time: its path. */
    private static String posted(RequestSpecification caller, String path, Map<String, ?> body) {
        return caller.header("Idempotency-Key", path)
                .body(JsonObject.mapFrom(body).encode())
                .post(path)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static List<Endpoint> lists() {
        List<Endpoint> lists = Endpoint.publicOnes().stream()
                .filter(endpoint -> endpoint.verb().equals("GET"))
                .filter(endpoint -> !endpoint.path().matches(".*/(\\{id}|\\{provider}|environment|seal)"))
                .toList();
        assertThat(lists)
                .extracting(Endpoint::path)
                .containsExactly(
                        "/v1/api-keys", "/v1/connections", "/v1/environments", "/v1/managed-apps", "/v1/providers");
        return lists;
    }

    private RequestSpecification caller(String path) {
        return Set.of("/v1/environments", "/v1/managed-apps").contains(path)
                ? installation.operator()
                : as(tenant.bearer());
    }

    private void refused(String path, String query) {
        Response answer = caller(path).urlEncodingEnabled(false).get(path + "?" + query);
        JsonObject body = new JsonObject(answer.asString());
        assertThat(answer.statusCode()).as("%s?%s: %s", path, query, body).isEqualTo(400);
        assertThat(body.getString("code")).as(query).isEqualTo("invalid_field");
        assertThat(body.getJsonArray("errors").getJsonObject(0).getString("field"))
                .isEqualTo(query.substring(0, query.indexOf('=')));
    }
}
