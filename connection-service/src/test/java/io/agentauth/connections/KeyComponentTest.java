// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.agentauth.connections.Installation.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.agentauth.connections.expiring.WarnOfExpiry;
import io.agentauth.database.Database;
import io.agentauth.identity.ApiKeyText;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Reveal;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(value = Neighbours.class, initArgs = @ResourceArg(name = "late", value = "true"))
class KeyComponentTest {
    @Inject
    Installation installation;

    @Inject
    WarnOfExpiry warn;

    @Inject
    Database database;

    @BeforeEach
    void started() {
        installation.awaitStart();
    }

    @Test
    @DisplayName("F9: a key is shown once")
    void aKeyIsShownOnceAndKnownFromThenOn() {
        Installation.Tenant tenant = installation.tenant();

        exchange(tenant.key())
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("callers[0].key_id", equalTo(tenant.keyId()))
                .body("callers[0].environment_id", equalTo(tenant.environment()))
                .body("callers[0].scopes", equalTo(Installation.ALL))
                .body("callers[0].expires_at", notNullValue());
        as(tenant.bearer())
                .get("/v1/api-keys")
                .then()
                .statusCode(200)
                .body("data", hasSize(1))
                .body("data[0].id", equalTo(tenant.keyId()))
                .body("data[0].prefix", equalTo(tenant.key().substring(0, 14)))
                .body("data[0].key", nullValue())
                .body("next_cursor", nullValue());
        assertThat(as(tenant.bearer()).get("/v1/api-keys").asString()).doesNotContain(tenant.key());
    }

    @Test
    void whoMakesTheFirstConnectionWaitsForTheKeysetOfTokenRefresher() {
        Installation.Tenant tenant = installation.tenant();
        Map<String, Object> gmail = Map.of(
                "provider",
                "gmail",
                "auth_type",
                "oauth2",
                "credentials",
                Map.of("client_id", "client-1", "client_secret", "a-secret-that-is-sealed-later"),
                "scopes",
                List.of());

        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(
                () -> as(tenant.bearer()).body(gmail).post("/v1/connections").statusCode());
        assertThatThrownBy(() -> first.get(1, TimeUnit.SECONDS))
                .as("refused by nobody")
                .isInstanceOf(TimeoutException.class);
        Neighbours.come();

        assertThat(first).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(201);
    }

    @Test
    void keysOfAProductionEnvironmentSayThatTheyAreLive() {
        assertThat(installation
                        .tenant(Map.of("name", "P", "kind", "production"))
                        .key())
                .startsWith("aa_live_");
        assertThat(installation.tenant().key()).startsWith("aa_test_");
    }

    @Test
    @DisplayName("H1: keys that are malformed, unknown or over are answered the same")
    void malformedUnknownExpiredAndRevokedKeysAreAnsweredTheSame() {
        Installation.Tenant tenant = installation.tenant();
        String soonOver = as(tenant.bearer())
                .body(Map.of(
                        "name", "short",
                        "scopes", List.of("admin"),
                        "expires_at", Instant.now().plusMillis(900).toString()))
                .post("/v1/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("key");

        String unknown = ApiKeyText.next(ApiKeyText.Kind.TEST).reveal(Reveal.TO_VERIFY);
        String mistyped = tenant.key().substring(0, 56) + (tenant.key().endsWith("A") ? "B" : "A");
        for (String key : List.of("x", unknown, mistyped, "", tenant.key() + "A")) {
            unknown(key);
        }
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> unknown(soonOver));
    }

    @Test
    void keysAreToldApartWhenTheyAreAskedForTogether() {
        Installation.Tenant one = installation.tenant();
        Installation.Tenant other = installation.tenant();

        exchange(one.key(), "x", other.key(), one.key())
                .statusCode(200)
                .body("callers", hasSize(4))
                .body("callers[0].key_id", equalTo(one.keyId()))
                .body("callers[1]", nullValue())
                .body("callers[2].key_id", equalTo(other.keyId()))
                .body("callers[3].key_id", equalTo(one.keyId()))
                .body("callers[2].environment_id", equalTo(other.environment()));
        exchange().statusCode(400).body("code", equalTo("invalid_field"));
        exchange(Collections.nCopies(101, "x").toArray(String[]::new)).statusCode(400);
    }

    @Test
    @DisplayName("H2: a revoked key ends everywhere, and another lives on")
    void twoKeysLiveDuringRotationAndARevokedOneEndsEverywhere() {
        Installation.Tenant tenant = installation.tenant();
        String second = installation.key(tenant, "admin");
        String bearer = installation.exchange(second);
        as(bearer).get("/v1/api-keys").then().statusCode(200).body("data", hasSize(2));

        as(bearer)
                .delete("/v1/api-keys/" + tenant.keyId())
                .then()
                .statusCode(200)
                .body("revoked_at", notNullValue());

        unknown(tenant.key());
        installation
                .service(ServiceName.TOKEN_REFRESHER)
                .get("/internal/revocations")
                .then()
                .statusCode(200)
                .body("keys", hasItem(tenant.keyId()));
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> as(tenant.bearer())
                .get("/v1/api-keys")
                .then()
                .statusCode(401)
                .body("code", equalTo("invalid_api_key")));
        as(bearer).delete("/v1/api-keys/" + tenant.keyId()).then().statusCode(200);
        as(bearer).get("/v1/environment").then().statusCode(200);
    }

    @Test
    @DisplayName("C9: a key of another environment is not there")
    void aKeyOfAnotherEnvironmentIsNotThere() {
        Installation.Tenant one = installation.tenant();
        Installation.Tenant other = installation.tenant();

        for (String id : List.of(other.keyId(), ApiKeyId.next().toString(), "nonsense", "acc_1")) {
            as(one.bearer()).delete("/v1/api-keys/" + id).then().statusCode(404).body("code", equalTo("not_found"));
        }
        as(one.bearer())
                .body(Map.of("name", "x", "scopes", List.of("admin"), "environment_id", other.environment()))
                .post("/v1/api-keys")
                .then()
                .statusCode(404);
        exchange(other.key()).statusCode(200).body("callers[0].key_id", equalTo(other.keyId()));
    }

    @Test
    @DisplayName("F9, H5: a repeated creation makes one key, and never shows it again")
    void aRepeatedCreationMakesOneKeyAndNeverShowsItAgain() {
        Installation.Tenant tenant = installation.tenant();
        Map<String, Object> body = Map.of("name", "once", "scopes", List.of("admin"));

        ValidatableResponse first = create(tenant, "k-1", body).statusCode(201).body("key", startsWith("aa_test_"));
        String id = first.extract().path("id");
        create(tenant, "k-1", body).statusCode(201).body("id", equalTo(id)).body("key", nullValue());
        create(tenant, "k-1", Map.of("name", "other", "scopes", List.of("admin")))
                .statusCode(409)
                .body("code", equalTo("idempotency_conflict"));
        create(installation.tenant(), "k-1", body).statusCode(201).body("id", not(equalTo(id)));
        as(tenant.bearer()).get("/v1/api-keys").then().body("data", hasSize(2));
    }

    @Test
    void whatCannotBeAKeyIsRefusedByField() {
        Installation.Tenant tenant = installation.tenant();

        refused(tenant, Map.of("scopes", List.of("admin")), "name");
        refused(tenant, Map.of("name", "", "scopes", List.of("admin")), "name");
        refused(tenant, Map.of("name", "x".repeat(101), "scopes", List.of("admin")), "name");
        refused(tenant, Map.of("name", "a\u0000b", "scopes", List.of("admin")), "name");
        refused(tenant, Map.of("name", "x", "scopes", List.of()), "scopes");
        refused(tenant, Map.of("name", "x", "scopes", List.of("admin", "root")), "scopes[1]");
        refused(
                tenant,
                Map.of("name", "x", "scopes", List.of("admin"), "expires_at", "2020-01-01T00:00:00Z"),
                "expires_at");
        create(tenant, null, Map.of("name", "x", "scope", List.of("admin"), "also", 1))
                .statusCode(400)
                .body("code", equalTo("unknown_field"))
                .body("errors.field", hasItem("scope"))
                .body("errors.field", hasItem("also"));
        as(tenant.bearer())
                .body("{\"name\":")
                .post("/v1/api-keys")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed_json"));
        as(tenant.bearer()).post("/v1/api-keys").then().statusCode(400);
        create(tenant, "bad key", Map.of("name", "x", "scopes", List.of("admin")))
                .statusCode(400)
                .body("errors[0].field", equalTo("Idempotency-Key"));
    }

    @Test
    @DisplayName("H3: only an admin sees and makes keys")
    void onlyAnAdminSeesAndMakesKeys() {
        Installation.Tenant tenant = installation.tenant();
        String reader = installation.exchange(installation.key(tenant, "accounts:read", "connections:write"));

        as(reader).get("/v1/api-keys").then().statusCode(403).body("code", equalTo("permission_denied"));
        as(reader)
                .body(Map.of("name", "x", "scopes", List.of("admin")))
                .post("/v1/api-keys")
                .then()
                .statusCode(403);
        as(reader).get("/v1/environment").then().statusCode(403);
        as(reader).get("/v1/environments").then().statusCode(403).body("code", equalTo("operator_required"));
    }

    @Test
    @DisplayName(
            "a key that ends soon is told of once, by however many; one that is revoked, ends later or was made for less is not")
    void aKeyThatEndsSoonIsToldOfOnce() {
        Installation.Tenant tenant = installation.tenant();
        String soon = ending(tenant, Duration.ofDays(13), Duration.ofDays(60));
        String revoked = ending(tenant, Duration.ofDays(13), Duration.ofDays(60));
        ending(tenant, Duration.ofDays(15), Duration.ofDays(60));
        ending(tenant, Duration.ofDays(13), Duration.ZERO);
        sql("update api_key set revoked_at = now() where id = $1", Tuple.of(uuid(revoked)));

        CompletableFuture<?>[] replicas = new CompletableFuture<?>[4];
        for (int i = 0; i < replicas.length; i++) {
            replicas[i] = warn.warn().subscribeAsCompletionStage().toCompletableFuture();
        }

        assertThat(CompletableFuture.allOf(replicas)).succeedsWithin(Duration.ofSeconds(30));
        // Who looks by the clock may have been first, and is perhaps not done.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(told(tenant, "expiring")).hasSize(1));
        assertThat(told(tenant, "expiring").getFirst().getString("data"))
                .contains(soon)
                .contains("\"kind\":\"system\"");
        assertThat(warn.warn().await().atMost(Duration.ofSeconds(30))).isZero();
        assertThat(told(tenant, "expiring")).hasSize(1);
    }

    @Test
    @DisplayName("H3: a key that asks for what it may not do is told of, with what it lacks")
    void aKeyThatAsksForMoreIsToldOf() {
        Installation.Tenant tenant = installation.tenant();

        as(tenant.bearer()).get("/v1/environments").then().statusCode(403);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(told(tenant, "refused")).hasSize(1));
        assertThat(told(tenant, "refused").getFirst().getString("data")).contains("\"reason\":\"operator\"");
    }

    /** A key that ends in {@code left}, and was made {@code age} ago. */
    private String ending(Installation.Tenant tenant, Duration left, Duration age) {
        String id = create(
                        tenant,
                        null,
                        Map.of(
                                "name",
                                "ends",
                                "scopes",
                                List.of("accounts:read"),
                                "expires_at",
                                Instant.now().plus(left).toString()))
                .statusCode(201)
                .extract()
                .path("id");
        sql(
                "update api_key set created_at = created_at - $2 * interval '1 second' where id = $1",
                Tuple.of(uuid(id), (double) age.toSeconds()));
        return id;
    }

    private List<Row> told(Installation.Tenant tenant, String what) {
        return sql(
                "select data from event where environment_id = $1 and type = 'agent-auth.api-key-' || $2::text || '.v1'",
                Tuple.of(EnvironmentId.parse(tenant.environment()).value(), what));
    }

    private List<Row> sql(String sql, Tuple parameters) {
        List<Row> rows = new ArrayList<>();
        database.worker()
                .preparedQuery(sql)
                .execute(parameters)
                .await()
                .atMost(Duration.ofSeconds(30))
                .forEach(rows::add);
        return rows;
    }

    private static UUID uuid(String key) {
        return ApiKeyId.parse(key).value();
    }

    @Test
    @DisplayName("H7: pages beyond the limits and cursors of nobody are refused")
    void listsComeInPartsThatMissNothing() {
        Installation.Tenant tenant = installation.tenant();
        for (int i = 0; i < 4; i++) {
            installation.key(tenant, "admin");
        }

        ValidatableResponse first = as(tenant.bearer())
                .get("/v1/api-keys?limit=3")
                .then()
                .body("data", hasSize(3))
                .body("next_cursor", notNullValue());
        as(tenant.bearer())
                .get("/v1/api-keys?limit=3&cursor=" + first.extract().path("next_cursor"))
                .then()
                .body("data", hasSize(2))
                .body("next_cursor", nullValue())
                .body("data.id", not(hasItem((String) first.extract().path("data[0].id"))));
        for (String query : List.of("limit=0", "limit=101", "cursor=!", "cursor=AAAA")) {
            as(tenant.bearer())
                    .get("/v1/api-keys?" + query)
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid_field"));
        }
    }

    @Test
    @DisplayName("H3: a role is a name for scopes, and a key keeps those it was made with")
    void aRoleIsANameForScopes() {
        Installation.Tenant tenant = installation.tenant();

        create(tenant, null, Map.of("name", "agents", "role", "agent"))
                .statusCode(201)
                .body("role", equalTo("agent"))
                .body("scopes", equalTo(List.of("accounts:read", "tokens:read")))
                .body("allowed_addresses", empty());
        create(tenant, null, Map.of("name", "by hand", "scopes", List.of("tokens:read", "accounts:read")))
                .statusCode(201)
                .body("role", equalTo("agent"));
        create(tenant, null, Map.of("name", "no role", "scopes", List.of("admin")))
                .statusCode(201)
                .body("role", nullValue());
        refused(tenant, Map.of("name", "x", "role", "root"), "role");
        refused(tenant, Map.of("name", "x", "role", "agent", "scopes", List.of("admin")), "role");
    }

    @Test
    @DisplayName(
            "H3: a key that is bound to addresses is traded for a token that is bound to them, and only from there")
    void aKeyThatIsBoundToAddressesIsTradedForATokenThatIsToo() {
        Installation.Tenant tenant = installation.tenant();
        Map<String, Object> body = Map.of(
                "name", "office", "role", "administrator", "allowed_addresses", List.of("192.0.2.0/24", "2001:db8::7"));

        ValidatableResponse made = create(tenant, "k-2", body)
                .statusCode(201)
                .body("allowed_addresses", equalTo(List.of("192.0.2.0/24", "2001:db8::7")));
        create(tenant, "k-2", body).statusCode(201).body("allowed_addresses", hasSize(2));
        as(tenant.bearer())
                .get("/v1/api-keys")
                .then()
                .body("data.find { it.name == 'office' }.allowed_addresses", hasItem("2001:db8::7"));

        String id = made.extract().path("id");
        String key = made.extract().path("key");
        String bearer = installation.exchange(key);
        as(bearer).get("/v1/environment").then().statusCode(403).body("code", equalTo("permission_denied"));
        from("192.0.2.9", bearer).get("/v1/environment").then().statusCode(200);
        from("198.51.100.9", bearer).get("/v1/environment").then().statusCode(403);
        form(id, key, "client_credentials").statusCode(403);
        String traded = installation
                .service(ServiceName.CALLBACK_GATEWAY)
                .contentType(ContentType.URLENC)
                .header("X-Forwarded-For", "2001:db8::7")
                .formParam("grant_type", "client_credentials")
                .formParam("client_id", id)
                .formParam("client_secret", key)
                .post("/oauth/token")
                .then()
                .statusCode(200)
                .extract()
                .path("access_token");
        from("2001:db8::7", traded).get("/v1/environment").then().statusCode(200);
        from("2001:db8::8", traded).get("/v1/environment").then().statusCode(403);
    }

    @Test
    void addressesThatAreNoneAreRefusedByField() {
        Installation.Tenant tenant = installation.tenant();

        refused(tenant, bound("10.0.0.0/8", "office"), "allowed_addresses[1]");
        refused(tenant, bound("10.0.0.1/8"), "allowed_addresses[0]");
        refused(tenant, bound(Collections.nCopies(21, "10.0.0.0/8").toArray(String[]::new)), "allowed_addresses");
    }

    private static Map<String, Object> bound(String... ranges) {
        return Map.of("name", "x", "role", "viewer", "allowed_addresses", ranges);
    }

    private RequestSpecification from(String address, String bearer) {
        return as(bearer)
                .header(
                        "Agent-Auth-Service",
                        "Bearer "
                                + installation.peerToken(ServiceName.CALLBACK_GATEWAY, ServiceName.CONNECTION_SERVICE))
                .header("X-Forwarded-For", address);
    }

    @Test
    void aKeyIsTradedForATokenByClientCredentials() {
        Installation.Tenant tenant = installation.tenant();

        String token = given().auth()
                .preemptive()
                .basic(tenant.keyId(), tenant.key())
                .formParam("grant_type", "client_credentials")
                .post("/oauth/token")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("token_type", equalTo("Bearer"))
                .body("expires_in", lessThan(601))
                .extract()
                .path("access_token");
        as(token).get("/v1/environment").then().statusCode(200).body("id", equalTo(tenant.environment()));
        form(tenant.keyId(), tenant.key(), "client_credentials").statusCode(200);
        form(ApiKeyId.next().toString(), tenant.key(), "client_credentials")
                .statusCode(401)
                .body("error", equalTo("invalid_client"));
        form(tenant.keyId(), "x", "client_credentials").statusCode(401).body("error", equalTo("invalid_client"));
        form(tenant.keyId(), tenant.key(), "password").statusCode(400).body("error", equalTo("unsupported_grant_type"));
    }

    @Test
    @DisplayName("H9: only the gateway exchanges keys")
    void onlyTheGatewayExchangesAndEveryServiceHearsOfRevocations() {
        for (ServiceName service : List.of(ServiceName.ACCOUNT_SERVICE, ServiceName.TOKEN_REFRESHER)) {
            installation
                    .service(service)
                    .body(Map.of("api_keys", List.of("x")))
                    .post("/internal/api-keys/exchange")
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("service_not_allowed"));
            installation.service(service).get("/internal/revocations").then().statusCode(200);
        }
        given().get("/internal/revocations").then().statusCode(401).body("code", equalTo("service_identity_required"));
        given().get("/internal/keys")
                .then()
                .statusCode(200)
                .body("keys", not(empty()))
                .body("keys.d", hasItem(nullValue()));
    }

    private ValidatableResponse exchange(String... keys) {
        return installation
                .service(ServiceName.CALLBACK_GATEWAY)
                .body(Map.of("api_keys", keys))
                .post("/internal/api-keys/exchange")
                .then();
    }

    private void unknown(String key) {
        exchange(key).statusCode(200).body("callers", equalTo(Collections.singletonList(null)));
    }

    private static ValidatableResponse create(Installation.Tenant tenant, String idempotencyKey, Map<String, ?> body) {
        var request = as(tenant.bearer()).body(body);
        return (idempotencyKey == null ? request : request.header("Idempotency-Key", idempotencyKey))
                .post("/v1/api-keys")
                .then();
    }

    private static void refused(Installation.Tenant tenant, Map<String, ?> body, String field) {
        create(tenant, null, body)
                .statusCode(400)
                .body("code", equalTo("invalid_field"))
                .body("errors[0].field", equalTo(field));
    }

    private static ValidatableResponse form(String id, String secret, String grant) {
        return given().formParam("grant_type", grant)
                .formParam("client_id", id)
                .formParam("client_secret", secret)
                .post("/oauth/token")
                .then();
    }
}
