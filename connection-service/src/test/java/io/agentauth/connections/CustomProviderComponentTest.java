// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.agentauth.connections.Installation.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.agentauth.identity.ServiceName;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers of an environment's own. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(Neighbours.class)
class CustomProviderComponentTest {
    private static final String ID = "custom-acme";

    @Inject
    Installation installation;

    private Installation.Tenant tenant;

    @BeforeEach
    void anEnvironment() {
        installation.awaitStart();
        Neighbours.REFUSED.clear();
        tenant = installation.tenant();
    }

    @Test
    void itIsListedReadAndConnected() {
        create(body(acme()))
                .statusCode(201)
                .body("id", equalTo(ID))
                .body("custom", equalTo(true))
                .body("version", equalTo(1))
                .body("available", equalTo(true))
                .body("definition.token.endpoint", equalTo("https://login.acme.example/token"))
                .body("dry_run", nullValue());

        as(tenant.bearer())
                .get("/v1/providers?q=acme")
                .then()
                .body("data.id", equalTo(List.of(ID)))
                .body("data[0].name", equalTo("Acme Desk"));
        as(tenant.bearer())
                .get("/v1/providers/gmail")
                .then()
                .body("custom", equalTo(false))
                .body("version", nullValue());
        String connection = connect();
        view(connection)
                .body("definition.id", equalTo(ID))
                .body("definition.authorization.endpoint", equalTo("https://login.acme.example/authorize"));
    }

    @Test
    @DisplayName("I8, C9, C10: nobody else sees it, reads it, changes it or connects to it")
    void itIsTheEnvironmentsOwn() {
        create(body(acme())).statusCode(201);
        Installation.Tenant other = installation.tenant();

        as(other.bearer()).get("/v1/providers/" + ID).then().statusCode(404);
        as(other.bearer()).get("/v1/providers?q=acme").then().body("data", hasSize(0));
        as(other.bearer())
                .body(body(new JsonObject().put("name", "Evil")).encode())
                .patch("/v1/providers/" + ID)
                .then()
                .statusCode(404);
        as(other.bearer()).delete("/v1/providers/" + ID).then().statusCode(404);
        tryConnect(other).statusCode(400).body("code", equalTo("unknown_provider"));
        as(other.bearer())
                .body(body(acme()).encode())
                .post("/v1/providers")
                .then()
                .statusCode(201);
        as(tenant.bearer()).get("/v1/providers/" + ID).then().body("name", equalTo("Acme Desk"));
    }

    @Test
    void theLastPageOfTheCatalogueIsFollowedByOnesOwn() {
        create(body(acme())).statusCode(201);
        String cursor = null;
        String last = "";
        do {
            ValidatableResponse page = as(tenant.bearer())
                    .get("/v1/providers?limit=100" + (cursor == null ? "" : "&cursor=" + cursor))
                    .then()
                    .statusCode(200);
            last = page.extract().path("data[-1].id");
            cursor = page.extract().path("next_cursor");
        } while (cursor != null);
        assertThat(last).isEqualTo(ID);
    }

    @Test
    void aDryRunTellsWhatWouldBeSentAndStoresNothing() {
        create(body(acme()).put("dry_run", true))
                .statusCode(200)
                .body("id", equalTo(ID))
                .body("dry_run.requests.what", equalTo(List.of("authorization", "code", "refresh", "identity")))
                .body("dry_run.requests[0].parameters.scope", equalTo("desk"))
                .body("dry_run.requests[0].parameters.redirect_uri", containsString("/oauth/callback/"))
                .body("dry_run.requests[1].url", equalTo("https://login.acme.example/token"))
                .body("dry_run.requests[1].authentication", equalTo("post"))
                .body("dry_run.metadata", nullValue());

        as(tenant.bearer()).get("/v1/providers/" + ID).then().statusCode(404);
    }

    @Test
    @DisplayName("RFC 8414: an issuer's metadata says what a definition leaves out")
    void anIssuerSaysTheRest() {
        JsonObject byIssuer = new JsonObject()
                .put("issuer", "https://issuer.test")
                .put(
                        "definition",
                        new JsonObject()
                                .put("id", "custom-issuer")
                                .put("name", "By issuer")
                                .put("category", "tasks")
                                .put("auth_types", new JsonArray().add("oauth2")));
        create(byIssuer.copy().put("dry_run", true))
                .statusCode(200)
                .body("dry_run.metadata.issuer", equalTo("https://issuer.test"))
                .body(
                        "dry_run.requests.what",
                        equalTo(List.of(
                                "pushed_authorization",
                                "authorization",
                                "device_authorization",
                                "code",
                                "refresh",
                                "identity",
                                "revocation")))
                .body("dry_run.requests[0].url", equalTo("https://issuer.test/par"))
                .body("dry_run.requests[0].authentication", equalTo("post"))
                .body("dry_run.requests[0].parameters.code_challenge_method", equalTo("S256"))
                .body(
                        "dry_run.requests[1].parameters",
                        equalTo(Map.of("client_id", "{client_id}", "request_uri", "{request_uri}")))
                .body("dry_run.requests[2].url", equalTo("https://issuer.test/device"))
                .body("dry_run.requests[2].authentication", equalTo("post"));
        create(byIssuer)
                .statusCode(201)
                .body("definition.issuer", equalTo("https://issuer.test"))
                .body("definition.iss_parameter", equalTo(true))
                .body("definition.authorization.pushed.endpoint", equalTo("https://issuer.test/par"))
                .body("definition.authorization.device.endpoint", equalTo("https://issuer.test/device"))
                .body("definition.token.client_authentication", equalTo("post"))
                .body("definition.identity.endpoint", equalTo("https://issuer.test/userinfo"))
                .body("required_scopes", equalTo(List.of()));
        create(new JsonObject().put("issuer", "https://nobody.test"))
                .statusCode(400)
                .body("code", equalTo("provider_metadata_invalid"));
    }

    @Test
    @DisplayName("RFC 8705 §5: of an issuer that takes only certificates the aliases are asked")
    void anIssuerSaysWhereCertificatesAreShown() {
        Neighbours.PUBLISHED.put("token_endpoint_auth_methods_supported", new JsonArray().add("tls_client_auth"));
        Neighbours.PUBLISHED.put(
                "mtls_endpoint_aliases",
                new JsonObject()
                        .put("token_endpoint", "https://mtls.issuer.test/token")
                        .put("revocation_endpoint", "https://mtls.issuer.test/revoke"));
        try {
            create(new JsonObject()
                            .put("issuer", "https://issuer.test")
                            .put(
                                    "definition",
                                    new JsonObject()
                                            .put("id", "custom-certified")
                                            .put("name", "By certificate")
                                            .put("category", "tasks")
                                            .put("auth_types", new JsonArray().add("oauth2")))
                            .put("dry_run", true))
                    .statusCode(200)
                    .body(
                            "dry_run.requests.url",
                            hasItems("https://mtls.issuer.test/token", "https://mtls.issuer.test/revoke"))
                    .body("dry_run.requests[0].url", equalTo("https://issuer.test/par"))
                    .body("dry_run.requests[0].authentication", equalTo("tls_client_auth"));
        } finally {
            Neighbours.PUBLISHED.clear();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id|acme|definition.id|It begins with custom-",
                "id|gmail|definition.id|It begins with custom-",
                "name|gMail|definition.name|gmail has the same name",
                "category|testing|definition.category|It is not testing",
                "colour|red|definition|colour",
                "discovery|true|definition.discovery|",
                "jwks_uri|http://login.acme.example/keys|definition.jwks_uri|",
            })
    @DisplayName("H4: what no file of the catalogue may say is refused, and named")
    void itKeepsToTheSchemaAndTheRules(String member, String value, String field, String words) {
        create(body(acme().put(member, value)))
                .statusCode(400)
                .body("code", equalTo("invalid_field"))
                .body("errors.field", hasItem(field))
                .body("errors.message", hasItem(containsString(words == null ? "" : words)));
    }

    @ParameterizedTest
    @CsvSource({
        "authorization,parameters,response_type,token",
        "authorization,parameters,response_mode,fragment",
        "token,code_parameters,grant_type,password",
        "token,refresh_parameters,grant_type,password",
    })
    @DisplayName("A16: the implicit, hybrid and password grants are refused")
    void otherGrantsAreRefused(String member, String where, String name, String value) {
        JsonObject definition = acme();
        definition.getJsonObject(member).put(where, new JsonObject().put(name, value));

        create(body(definition)).statusCode(400).body("errors.field", hasItem("definition." + member + "." + where));
    }

    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.1/token",
        "https://localhost/token",
        "https://login.acme.example:8443/token",
        "https://[::1]/token",
        "http://login.acme.example/token",
        "https://user@login.acme.example/token",
        "https://2130706433/token",
    })
    @DisplayName("D1, D2, D7: an address inside, or in another form than a plain public name, is not stored")
    void anAddressInsideIsNotStored(String address) {
        create(body(acme().put("token", token(address)))).statusCode(400).body("code", equalTo("invalid_field"));
    }

    @Test
    @DisplayName("D1, D4: what the way out would refuse to call, by what its name leads to, is not stored")
    void whatWouldBeRefusedIsNotStored() {
        Neighbours.REFUSED.put("https://login.acme.example/token", "the name leads to an address that is not public");

        create(body(acme()))
                .statusCode(400)
                .body("errors[0].message", startsWith("https://login.acme.example/token cannot be called"));
    }

    @Test
    @DisplayName("G10: a header of a definition is one line")
    void aHeaderIsOneLine() {
        JsonObject token = token("https://login.acme.example/token")
                .put("headers", new JsonObject().put("X-Desk", "a\r\nAuthorization: b"));
        create(body(acme().put("token", token))).statusCode(400).body("detail", containsString("control characters"));
    }

    @Test
    void aPatternThatMayTakeForeverIsNotTaken() {
        JsonObject keyed = acme().put("auth_types", new JsonArray().add("api_key"));
        keyed.remove("authorization");
        keyed.remove("token");
        keyed.remove("default_scopes");
        keyed.put(
                "credentials",
                new JsonObject()
                        .put(
                                "fields",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("name", "api_key")
                                                .put("label", "API key")
                                                .put("pattern", "(a+)+")))
                        .put("headers", new JsonObject().put("X-Key", "{api_key}")));
        create(body(keyed)).statusCode(400).body("errors[0].message", containsString("takes forever"));
        keyed.getJsonObject("credentials")
                .getJsonArray("fields")
                .getJsonObject(0)
                .remove("pattern");
        create(body(keyed)).statusCode(201).body("credentials[0].name", equalTo("api_key"));
    }

    @Test
    @DisplayName("C6: once a connection has used it, what was granted at one address cannot be led to another")
    void itsEndpointsStayOnceTheyWereUsed() {
        create(body(acme())).statusCode(201);
        JsonObject moved =
                new JsonObject().put("token", new JsonObject().put("endpoint", "https://evil.example/token"));
        change(moved.copy()).statusCode(200).body("version", equalTo(2));
        change(new JsonObject().put("token", new JsonObject().put("endpoint", "https://login.acme.example/token")))
                .statusCode(200);
        String connection = connect();

        change(moved).statusCode(409).body("code", equalTo("conflict"));
        change(new JsonObject().put("issuer", "https://evil.example")).statusCode(409);
        change(new JsonObject().put("identity", new JsonObject().put("endpoint", "https://evil.example/me")))
                .statusCode(409);
        change(new JsonObject()
                        .put(
                                "sites",
                                new JsonObject()
                                        .put("endpoint", "https://evil.example/sites")
                                        .put("id", "/id")))
                .statusCode(409);
        change(new JsonObject()
                        .put(
                                "revocation",
                                new JsonObject()
                                        .put("endpoint", "https://evil.example/revoke")
                                        .put("kind", "token")
                                        .put("token", "refresh")
                                        .put("authentication", "client")
                                        .put("parameter", "token")))
                .statusCode(409);
        as(tenant.bearer())
                .body(body(moved).put("dry_run", true).encode())
                .patch("/v1/providers/" + ID)
                .then()
                .statusCode(409);

        as(tenant.bearer()).delete("/v1/connections/" + connection).then().statusCode(200);
        change(moved).statusCode(409);
    }

    @Test
    void connectionsFollowWhatMayChange() {
        create(body(acme())).statusCode(201);
        String connection = connect();

        change(new JsonObject().put("name", "Acme Tasks").put("identity", (Object) null))
                .statusCode(200)
                .body("name", equalTo("Acme Tasks"));

        view(connection)
                .body("version", equalTo(2))
                .body("definition.name", equalTo("Acme Tasks"))
                .body("definition.identity", nullValue());
        change(new JsonObject().put("name", "Acme Tasks")).statusCode(200).body("version", equalTo(2));
        change(new JsonObject().put("id", "custom-other")).statusCode(400);
    }

    @Test
    @DisplayName(
            "C6: a deleted provider's name is not another one's, while grants of its connections may still be ended")
    void itIsDeletedWhenNothingUsesIt() {
        create(body(acme())).statusCode(201);
        as(tenant.bearer()).delete("/v1/providers/" + ID).then().statusCode(200);
        create(body(acme())).statusCode(201);
        String connection = connect();
        as(tenant.bearer()).delete("/v1/providers/" + ID).then().statusCode(409).body("connections", equalTo(1));

        as(tenant.bearer()).delete("/v1/connections/" + connection).then().statusCode(200);
        as(tenant.bearer()).delete("/v1/providers/" + ID).then().statusCode(200);

        as(tenant.bearer()).get("/v1/providers/" + ID).then().statusCode(404);
        tryConnect(tenant).statusCode(400);
        create(body(acme())).statusCode(409);
        view(connection).body("deleted", equalTo(true)).body("definition.id", equalTo(ID));
    }

    @Test
    void anEnvironmentHasOnlySoMany() {
        for (int i = 0; i < Neighbours.CUSTOM_MAX; i++) {
            create(body(acme().put("id", "custom-" + i))).statusCode(201);
        }
        create(body(acme())).statusCode(409).body("detail", containsString("which is the limit"));
    }

    @Test
    @DisplayName("H5: the same key again gives the same answer")
    void theSameKeyGivesTheSameAnswer() {
        for (int i = 0; i < 2; i++) {
            as(tenant.bearer())
                    .header("Idempotency-Key", "one")
                    .body(body(acme()).encode())
                    .post("/v1/providers")
                    .then()
                    .statusCode(201)
                    .body("id", equalTo(ID));
        }
    }

    private ValidatableResponse create(JsonObject body) {
        return as(tenant.bearer()).body(body.encode()).post("/v1/providers").then();
    }

    private ValidatableResponse change(JsonObject definition) {
        return as(tenant.bearer())
                .body(body(definition).encode())
                .patch("/v1/providers/" + ID)
                .then();
    }

    private String connect() {
        return tryConnect(tenant)
                .statusCode(201)
                .body("provider", equalTo(ID))
                .extract()
                .path("id");
    }

    private static ValidatableResponse tryConnect(Installation.Tenant by) {
        return as(by.bearer())
                .body(Map.of("provider", ID, "credentials", Map.of("client_id", "c", "client_secret", "s")))
                .post("/v1/connections")
                .then();
    }

    private ValidatableResponse view(String connection) {
        return installation
                .service(ServiceName.TOKEN_REFRESHER)
                .body(Map.of("environment_id", tenant.environment(), "connection_id", connection))
                .post("/internal/connections/get")
                .then()
                .statusCode(200);
    }

    private static JsonObject body(JsonObject definition) {
        return new JsonObject().put("definition", definition);
    }

    private static JsonObject token(String endpoint) {
        return new JsonObject().put("endpoint", endpoint).put("client_authentication", "post");
    }

    /** A provider that an environment describes by hand. */
    static JsonObject acme() {
        return new JsonObject()
                .put("id", ID)
                .put("name", "Acme Desk")
                .put("category", "tasks")
                .put("auth_types", new JsonArray().add("oauth2"))
                .put(
                        "authorization",
                        new JsonObject()
                                .put("endpoint", "https://login.acme.example/authorize")
                                .put("pkce", "none"))
                .put("token", token("https://login.acme.example/token"))
                .put(
                        "identity",
                        new JsonObject()
                                .put("kind", "probe")
                                .put("endpoint", "https://login.acme.example/me")
                                .put("subject", new JsonArray().add("/id")))
                .put("default_scopes", new JsonArray().add("desk"))
                .put(
                        "scopes",
                        new JsonArray().add(new JsonObject().put("name", "desk").put("description", "Use your desk")));
    }
}
