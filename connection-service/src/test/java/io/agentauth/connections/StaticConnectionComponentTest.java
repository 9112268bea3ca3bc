// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.agentauth.connections.Installation.as;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.agentauth.identity.ServiceName;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections whose people enter a key or a password. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(Neighbours.class)
class StaticConnectionComponentTest {
    @Inject
    Installation installation;

    private Installation.Tenant tenant;

    @BeforeEach
    void aTenant() {
        installation.awaitStart();
        tenant = installation.tenant();
    }

    @Test
    void aConnectionHasNoClientAndNoRedirect() {
        String id = create(Map.of("provider", "openai", "auth_type", "api_key"))
                .statusCode(201)
                .body("auth_type", equalTo("api_key"))
                .body("credentials", nullValue())
                .body("redirect_uri", nullValue())
                .body("scopes", hasSize(0))
                .extract()
                .path("id");

        installation
                .service(ServiceName.ACCOUNT_SERVICE)
                .body(Map.of("environment_id", tenant.environment(), "connection_id", id))
                .post("/internal/connections/get")
                .then()
                .statusCode(200)
                .body("auth_type", equalTo("api_key"))
                .body("client_id", equalTo(""))
                .body("definition.credentials.fields.name", equalTo(List.of("api_key")))
                .body("definition.credentials.headers.Authorization", equalTo("Bearer {api_key}"));
        change(id, Map.of("name", "Our models"))
                .statusCode(200)
                .body("name", equalTo("Our models"))
                .body("auth_type", equalTo("api_key"));
    }

    @Test
    void theWayIsTheProvidersWhereNoneIsNamed() {
        create(Map.of("provider", "twilio")).statusCode(201).body("auth_type", equalTo("basic"));
        create(Map.of("provider", "emulator-none")).statusCode(201).body("auth_type", equalTo("none"));
        create(Map.of("provider", "emulator-custom")).statusCode(201).body("auth_type", equalTo("custom"));
        create(Map.of("provider", "emulator-bearer")).statusCode(201).body("auth_type", equalTo("bearer"));
        field(create(Map.of("provider", "openai", "auth_type", "oauth2")), "auth_type");
    }

    @Test
    void whatPeopleEnterIsNotTheConnections() {
        Map<String, Object> client = Map.of("client_id", "x", "client_secret", "y");
        field(create(Map.of("provider", "openai", "credentials", client)), "credentials");
        field(create(Map.of("provider", "openai", "scopes", List.of("read"))), "scopes");
        String id = create(Map.of("provider", "openai")).extract().path("id");
        field(change(id, Map.of("credentials", client)), "credentials");
        field(change(id, Map.of("scopes", List.of("read"))), "scopes");
        field(change(id, Map.of("auth_type", "bearer")), "auth_type");
    }

    @Test
    void addressesAreFilledFromTheSettings() {
        field(create(Map.of("provider", "freshdesk")), "settings.placeholders.subdomain");
        create(Map.of("provider", "freshdesk", "settings", Map.of("placeholders", Map.of("subdomain", "acme"))))
                .statusCode(201)
                .body("settings.placeholders.subdomain", equalTo("acme"));
    }

    @Test
    void theCatalogueSaysWhatIsAskedFor() {
        as(tenant.bearer())
                .get("/v1/providers/emulator-key")
                .then()
                .statusCode(200)
                .body("available", equalTo(true))
                .body("unavailable_reason", nullValue())
                .body("credentials[0].name", equalTo("api_key"))
                .body("credentials[0].label", equalTo("API key"))
                .body("credentials[0].public", equalTo(false))
                .body("credentials[0].hint", notNullValue())
                .body("credentials[0].pattern", equalTo("key-[A-Za-z0-9]{3,60}"));
    }

    private ValidatableResponse create(Map<String, ?> body) {
        return as(tenant.bearer()).body(body).post("/v1/connections").then();
    }

    private ValidatableResponse change(String id, Map<String, ?> body) {
        return as(tenant.bearer()).body(body).patch("/v1/connections/" + id).then();
    }

    private static void field(ValidatableResponse response, String field) {
        response.statusCode(400).body("code", equalTo("invalid_field")).body("errors[0].field", equalTo(field));
    }
}
