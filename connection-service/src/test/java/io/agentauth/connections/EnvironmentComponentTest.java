// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.agentauth.connections.Installation.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.agentauth.database.Database;
import io.agentauth.events.Topic;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(Neighbours.class)
class EnvironmentComponentTest {
    @Inject
    Installation installation;

    @Inject
    Database database;

    @BeforeEach
    void started() {
        installation.awaitStart();
    }

    @Test
    void theOperatorMakesReadsAndChangesEnvironments() {
        String id = create(Map.of(
                        "name", "Shop",
                        "kind", "production",
                        "logo_url", "data:image/png;base64,iVBORw0KGgo=",
                        "return_urls", List.of("https://shop.example/done?x=1"),
                        "verify_urls", List.of("https://shop.example/verify")))
                .statusCode(201)
                .body("id", startsWith("env_"))
                .body("verification", equalTo("application"))
                .body("version", equalTo(1))
                .extract()
                .path("id");

        String path = "/v1/environments/" + id;
        installation
                .operator()
                .get(path)
                .then()
                .statusCode(200)
                .body("return_urls", equalTo(List.of("https://shop.example/done?x=1")));
        installation
                .operator()
                .body("{\"logo_url\":null,\"verification\":\"none\"}")
                .patch(path)
                .then()
                .statusCode(200)
                .body("logo_url", nullValue())
                .body("name", equalTo("Shop"))
                .body("verification", equalTo("none"))
                .body("version", equalTo(2));
        installation.operator().body("{\"name\":\"Shop\"}").patch(path).then().body("version", equalTo(2));
        assertThat(all()).contains(id);
    }

    @Test
    void anEnvironmentReadsAndChangesItself() {
        Installation.Tenant tenant = installation.tenant();

        as(tenant.bearer()).get("/v1/environment").then().statusCode(200).body("id", equalTo(tenant.environment()));
        as(tenant.bearer())
                .body(Map.of("return_urls", List.of("http://localhost:3000/done")))
                .patch("/v1/environment")
                .then()
                .statusCode(200)
                .body("return_urls", equalTo(List.of("http://localhost:3000/done")));
        as(tenant.bearer())
                .body(Map.of("kind", "production"))
                .patch("/v1/environment")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("return_urls"));
        as(tenant.bearer())
                .get("/v1/environments/" + tenant.environment())
                .then()
                .statusCode(403)
                .body("code", equalTo("operator_required"));
        installation
                .operator()
                .get("/v1/environment")
                .then()
                .statusCode(403)
                .body("code", equalTo("permission_denied"));
    }

    @Test
    @DisplayName("B8: only the operator switches a production environment's verification off, and it is in the trail")
    void onlyTheOperatorMakesAProductionEnvironmentLaxer() {
        Installation.Tenant tenant = installation.tenant(Map.of("name", "Live", "kind", "production"));
        for (Map<String, String> laxer : List.of(
                Map.of("verification", "none"),
                Map.of("kind", "development"),
                Map.of("kind", "development", "verification", "none"))) {
            as(tenant.bearer())
                    .body(laxer)
                    .patch("/v1/environment")
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("operator_required"));
        }
        as(tenant.bearer())
                .get("/v1/environment")
                .then()
                .body("verification", equalTo("application"))
                .body("kind", equalTo("production"));

        installation
                .operator()
                .body(Map.of("verification", "none"))
                .patch("/v1/environments/" + tenant.environment())
                .then()
                .statusCode(200)
                .body("verification", equalTo("none"));

        assertThat(events(tenant.environment())).contains("agent-auth.environment-updated.v1");
        as(tenant.bearer())
                .body(Map.of("verification", "application"))
                .patch("/v1/environment")
                .then()
                .statusCode(200);
    }

    @Test
    @DisplayName("B5: where people are verified is an exact https URL; a development environment may name this machine")
    void verifyUrlsAreExact() {
        for (String url : List.of(
                "http://shop.example/verify",
                "https://user@shop.example/verify",
                "https://shop.example/verify#there",
                "//shop.example/verify",
                "https:shop.example/verify",
                "javascript:alert(1)",
                "http://localhost:3000/verify")) {
            refused(Map.of("name", "x", "verify_urls", List.of(url)), "verify_urls[0]");
        }
        create(Map.of(
                        "name", "x",
                        "kind", "development",
                        "verification", "application",
                        "verify_urls", List.of("http://localhost:3000/verify")))
                .statusCode(201)
                .body("verification", equalTo("application"))
                .body("verify_urls", equalTo(List.of("http://localhost:3000/verify")));
    }

    @Test
    void whatCannotBeAnEnvironmentIsRefusedByField() {
        refused(Map.of(), "name");
        refused(Map.of("name", "x".repeat(101)), "name");
        refused(Map.of("name", "x", "kind", "staging"), "kind");
        refused(Map.of("name", "x", "verification", "sometimes"), "verification");
        refused(Map.of("name", "x", "logo_url", "javascript:alert(1)"), "logo_url");
        refused(Map.of("name", "x", "logo_url", "data:image/svg+xml;base64,PHN2Zz4="), "logo_url");
        refused(Map.of("name", "x", "logo_url", "data:image/png;base64,\"><script>"), "logo_url");
        refused(Map.of("name", "x", "logo_url", "data:image/png;base64," + "A".repeat(40_000)), "logo_url");
        for (String url : List.of(
                "http://shop.example/done",
                "https://user@shop.example/",
                "https://shop.example/#there",
                "https:///",
                "//shop.example",
                "https://shop.example/" + "x".repeat(2048))) {
            refused(Map.of("name", "x", "return_urls", List.of("https://ok.example", url)), "return_urls[1]");
        }
        create(Map.of("name", "x", "environment", "y")).statusCode(400).body("code", equalTo("unknown_field"));
        installation
                .operator()
                .get("/v1/environments/" + EnvironmentId.next())
                .then()
                .statusCode(404);
        installation.operator().get("/v1/environments/x").then().statusCode(404);
    }

    @Test
    void aRepeatedCreationMakesOneEnvironment() {
        Map<String, Object> body = Map.of("name", "Once");
        String key = "environment-" + EnvironmentId.next();
        String first = repeated(key, body).statusCode(201).extract().asString();

        assertThat(repeated(key, body).statusCode(201).extract().asString()).isEqualTo(first);
        repeated(key, Map.of("name", "Twice")).statusCode(409).body("code", equalTo("idempotency_conflict"));
    }

    @Test
    void anEnvironmentEndsWithItsKeysAndConnectionsAndTheEventsSaySo() {
        Installation.Tenant tenant = installation.tenant();
        Map<String, Object> body = new HashMap<>();
        body.put("provider", "github");
        body.put("credentials", Map.of("client_id", "c", "client_secret", "s"));
        String connection = as(tenant.bearer())
                .body(body)
                .post("/v1/connections")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        installation
                .operator()
                .delete("/v1/environments/" + tenant.environment())
                .then()
                .statusCode(200)
                .body("deleted_at", notNullValue());

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> as(tenant.bearer()).get("/v1/environment").then().statusCode(401));
        installation
                .service(ServiceName.CALLBACK_GATEWAY)
                .body(Map.of("api_keys", List.of(tenant.key())))
                .post("/internal/api-keys/exchange")
                .then()
                .statusCode(200)
                .body("callers[0]", nullValue());
        installation
                .service(ServiceName.ACCOUNT_SERVICE)
                .body(Map.of("environment_id", tenant.environment()))
                .post("/internal/environments/get")
                .then()
                .statusCode(200)
                .body("deleted", equalTo(true));
        installation
                .service(ServiceName.TOKEN_REFRESHER)
                .body(Map.of("environment_id", tenant.environment(), "connection_id", connection))
                .post("/internal/connections/get")
                .then()
                .body("deleted", equalTo(true));
        installation
                .operator()
                .delete("/v1/environments/" + tenant.environment())
                .then()
                .statusCode(404);
        assertThat(events(tenant.environment()))
                .containsExactly(
                        "agent-auth.environment-created.v1",
                        "agent-auth.api-key-created.v1",
                        "agent-auth.api-key-revoked.v1",
                        "agent-auth.environment-deleted.v1",
                        "agent-auth.connection-created.v1",
                        "agent-auth.connection-deleted.v1");
    }

    @Test
    @DisplayName("H9: only account-service reads environments from inside")
    void onlyAccountServiceReadsEnvironmentsFromInside() {
        Installation.Tenant tenant = installation.tenant();
        Map<String, String> asked = Map.of("environment_id", tenant.environment());

        installation
                .service(ServiceName.ACCOUNT_SERVICE)
                .body(asked)
                .post("/internal/environments/get")
                .then()
                .statusCode(200)
                .body("id", equalTo(tenant.environment()))
                .body("kind", equalTo("development"))
                .body("verification", equalTo("none"))
                .body("deleted", equalTo(false));
        installation
                .service(ServiceName.TOKEN_REFRESHER)
                .body(asked)
                .post("/internal/environments/get")
                .then()
                .statusCode(403);
        as(tenant.bearer())
                .body(asked)
                .post("/internal/environments/get")
                .then()
                .statusCode(401);
    }

    @Test
    @DisplayName("C13: without a where clause one environment is seen, and without an environment none")
    void theDatabaseItselfKeepsEnvironmentsApart() {
        Installation.Tenant one = installation.tenant();
        Installation.Tenant other = installation.tenant();
        EnvironmentId id = EnvironmentId.parse(one.environment());

        // No where clause: row-level security alone decides.
        for (String table : List.of("environment", "api_key")) {
            List<String> seen = database.inEnvironment(id, tx -> tx.query("select environment_id from " + table)
                            .execute()
                            .map(rows -> Rows.list(rows, row -> row.getUUID(0).toString())))
                    .await()
                    .atMost(Duration.ofSeconds(10));
            assertThat(seen).isNotEmpty().containsOnly(id.value().toString());
        }
        Integer changed = database.inEnvironment(
                        id, tx -> tx.preparedQuery("update environment set name = 'taken' where environment_id = $1")
                                .execute(Tuple.of(
                                        EnvironmentId.parse(other.environment()).value()))
                                .map(rows -> rows.rowCount()))
                .await()
                .atMost(Duration.ofSeconds(10));
        assertThat(changed).isZero();
        List<Row> outside = new ArrayList<>();
        database.app()
                .query("select 1 from environment")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(10))
                .forEach(outside::add);
        assertThat(outside).isEmpty();
    }

    @Test
    @DisplayName("H1: no key and no client secret is in the database")
    void aSecretIsNowhereInTheDatabase() {
        Installation.Tenant tenant = installation.tenant();
        as(tenant.bearer())
                .header("Idempotency-Key", "secret")
                .body(Map.of(
                        "provider",
                        "github",
                        "credentials",
                        Map.of("client_id", "c", "client_secret", "canary-of-a-client-secret")))
                .post("/v1/connections")
                .then()
                .statusCode(201);

        for (String table : List.of("api_key", "connection", "idempotency", "event")) {
            String rows = database.worker()
                    .query("select coalesce(string_agg(t::text, ' '), '') from " + table + " t")
                    .execute()
                    .await()
                    .atMost(Duration.ofSeconds(10))
                    .iterator()
                    .next()
                    .getString(0);
            assertThat(rows)
                    .doesNotContain(tenant.key())
                    .doesNotContain(Installation.installationKeyText())
                    .doesNotContain("canary-of-a-client-secret");
        }
    }

    @Test
    void problemsAndHealthAreWhereTheyShouldBe() {
        given().get("/v1/environment").then().statusCode(401).body("code", equalTo("missing_api_key"));
        given().get("/v1/nowhere").then().statusCode(404).body("code", equalTo("not_found"));
        given().get("/q/health/ready").then().statusCode(404);
    }

    private List<String> events(String environment) {
        List<String> types = new ArrayList<>();
        database.worker()
                .preparedQuery(
                        "select type from event where environment_id = $1 and topic = any ($2) order by topic desc, sequence")
                .execute(Tuple.tuple()
                        .addUUID(EnvironmentId.parse(environment).value())
                        .addArrayOfString(new String[] {Topic.ENVIRONMENTS.topicName(), Topic.CONNECTIONS.topicName()}))
                .await()
                .atMost(Duration.ofSeconds(10))
                .forEach(row -> types.add(row.getString(0)));
        return types;
    }

    private List<String> all() {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            ValidatableResponse page = installation
                    .operator()
                    .get("/v1/environments?limit=2" + cursor)
                    .then()
                    .statusCode(200);
            ids.addAll(page.extract().path("data.id"));
            String next = page.extract().path("next_cursor");
            cursor = next == null ? null : "&cursor=" + next;
        }
        return ids;
    }

    private ValidatableResponse create(Map<String, ?> body) {
        return installation.operator().body(body).post("/v1/environments").then();
    }

    private ValidatableResponse repeated(String key, Map<String, ?> body) {
        return installation
                .operator()
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/environments")
                .then();
    }

    private void refused(Map<String, ?> body, String field) {
        create(body).statusCode(400).body("code", equalTo("invalid_field")).body("errors.field", hasItem(field));
    }
}
