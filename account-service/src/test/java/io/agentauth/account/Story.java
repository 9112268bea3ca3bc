// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account;

import static io.restassured.RestAssured.given;

import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** An environment with a connection, its application's key, and the gateway: what a test tells its story with. */
public final class Story {
    public static final String RETURN_URL = "https://app.example/done?tab=1";
    public static final String VERIFY_URL = "https://app.example/verify";
    public final EnvironmentId environment = EnvironmentId.next();
    public final ConnectionId connection = ConnectionId.next();
    private final ApiKeyId key = ApiKeyId.next();

    private Story() {}

    /** A new environment, with neighbours that know it and begin flows. */
    public static Story begin() {
        Story story = new Story();
        Neighbours.reset();
        story.describeEnvironment(new JsonArray().add(RETURN_URL));
        story.describeConnection(1);
        Neighbours.answer(
                "/internal/flows/begin",
                new JsonObject()
                        .put("authorize_url", "https://provider.example/authorize?state=x")
                        .put(
                                "cookie",
                                new JsonObject()
                                        .put("name", "__Host-aa-1")
                                        .put("value", "c")
                                        .put("max_age_seconds", 600)));
        return story;
    }

    public void describeEnvironment(JsonArray returnUrls) {
        describe("development", "none", returnUrls, new JsonArray().add(VERIFY_URL));
    }

    /** A production environment whose application confirms who consented, at those addresses. */
    public void describeVerification(String... verifyUrls) {
        describe("production", "application", new JsonArray().add(RETURN_URL), new JsonArray(List.of(verifyUrls)));
    }

    public void describe(String kind, String verification, JsonArray returnUrls, JsonArray verifyUrls) {
        JsonObject described = new JsonObject()
                .put("id", environment.toString())
                .put("name", "Inbox Butler")
                .put("kind", kind)
                .put("return_urls", returnUrls)
                .put("verify_urls", verifyUrls)
                .put("verification", verification)
                .put("deleted", false);
        Neighbours.answer("/internal/environments/get", described);
    }

    public void describeConnection(long version) {
        JsonObject described = new JsonObject()
                .put("environment_id", environment.toString())
                .put("id", connection.toString())
                .put("version", version)
                .put("auth_type", "oauth2")
                .put("provider", "emulated")
                .put("client_id", "client")
                .put(
                        "definition",
                        new JsonObject()
                                .put("id", "emulated")
                                .put("name", "Emulated Mail")
                                .put(
                                        "authorization",
                                        new JsonObject().put("endpoint", "https://provider.example/authorize"))
                                .put("slots", new JsonArray().add(new JsonObject().put("name", "main")))
                                .put("scope_covers", new JsonObject().put("mail", new JsonArray().add("mail.read")))
                                .put(
                                        "scopes",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("name", "mail.send")
                                                        .put("description", "Send e-mail for you"))))
                .put("scopes", new JsonArray().add("mail.send"))
                .put("deleted", false);
        describe(described);
    }

    /** A connection whose people enter a workspace and a key. */
    public void describeKeys() {
        JsonArray fields = new JsonArray()
                .add(new JsonObject()
                        .put("name", "workspace")
                        .put("label", "Workspace")
                        .put("public", true))
                .add(new JsonObject()
                        .put("name", "api_key")
                        .put("label", "API key")
                        .put("hint", "On your profile.")
                        .put("public", false)
                        .put("pattern", "key-[a-z0-9]+"));
        describe(new JsonObject()
                .put("environment_id", environment.toString())
                .put("id", connection.toString())
                .put("version", 1)
                .put("auth_type", "api_key")
                .put("provider", "keyed")
                .put("client_id", "")
                .put(
                        "definition",
                        new JsonObject()
                                .put("id", "keyed")
                                .put("name", "Keyed Mail")
                                .put("authorization", new JsonObject().putNull("endpoint"))
                                .put("slots", new JsonArray().add(new JsonObject().put("name", "main")))
                                .put(
                                        "credentials",
                                        new JsonObject()
                                                .put("fields", fields)
                                                .put("headers", new JsonObject().put("X-Key", "{api_key}"))
                                                .put("query", new JsonObject().put("in", "{workspace}"))))
                .put("scopes", new JsonArray())
                .put("deleted", false));
    }

    /** A connection where nobody consents; each account says whom it acts for. */
    public void describeMachine() {
        JsonArray fields = new JsonArray()
                .add(new JsonObject()
                        .put("name", "subject")
                        .put("label", "Person")
                        .put("public", true)
                        .put("pattern", "[a-z@.]+"));
        describe(new JsonObject()
                .put("environment_id", environment.toString())
                .put("id", connection.toString())
                .put("version", 1)
                .put("auth_type", "jwt_bearer")
                .put("provider", "signed")
                .put("client_id", "client")
                .put(
                        "definition",
                        new JsonObject()
                                .put("id", "signed")
                                .put("name", "Signed Mail")
                                .put("authorization", new JsonObject().putNull("endpoint"))
                                .put("slots", new JsonArray().add(new JsonObject().put("name", "main")))
                                .put(
                                        "machine",
                                        new JsonObject()
                                                .put(
                                                        "jwt_bearer",
                                                        new JsonObject()
                                                                .put("fields", fields)
                                                                .put("scope", "claim"))))
                .put("scopes", new JsonArray())
                .put("deleted", false));
    }

    private void describe(JsonObject described) {
        // Like connection-service: a connection of another environment is none.
        Neighbours.ANSWERS.put(
                "/internal/connections/get",
                asked -> asked.getString("connection_id").equals(connection.toString())
                        ? Future.succeededFuture(described)
                        : Future.failedFuture("unknown"));
    }

    /** The application, with those scopes. */
    public RequestSpecification app(String... scopes) {
        return given().header("Authorization", "Bearer " + Neighbours.SIGNER.caller(key, environment, scopes))
                .contentType("application/json");
    }

    /** The application with all that it needs. */
    public RequestSpecification app() {
        return app("accounts:read", "accounts:write");
    }

    /** callback-gateway. */
    public RequestSpecification gateway() {
        return service(ServiceName.CALLBACK_GATEWAY);
    }

    public RequestSpecification service(ServiceName name) {
        return given().header("Agent-Auth-Service", "Bearer " + Neighbours.SIGNER.service(name, "account-service"))
                .contentType("application/json");
    }

    public ValidatableResponse create(String identifier) {
        return app().body(wanted(identifier)).post("/v1/accounts").then();
    }

    public Map<String, Object> wanted(String identifier) {
        return Map.of("connection_id", connection.toString(), "identifier", identifier, "identifier_type", "user_id");
    }

    /** Creates an account, and gives its id. */
    public String account(String identifier) {
        return create(identifier).statusCode(201).extract().path("id");
    }

    /** One more account of {@code identifier}. */
    public String account(String identifier, String alias) {
        return app().body(Map.of(
                        "connection_id",
                        connection.toString(),
                        "identifier",
                        identifier,
                        "identifier_type",
                        "user_id",
                        "alias",
                        alias))
                .post("/v1/accounts")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** The handle of a new link. */
    public String handle(String account, Map<String, ?> wish) {
        return handleIn(app().body(wish)
                .post("/v1/accounts/" + account + "/auth-url")
                .then()
                .statusCode(200)
                .extract()
                .path("url"));
    }

    public static String handleIn(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    public ValidatableResponse view(String handle) {
        return gateway()
                .body(Map.of("handle", handle))
                .post("/internal/connect/view")
                .then();
    }

    public ValidatableResponse start(String handle) {
        return gateway()
                .body(Map.of("handle", handle, "client_address", "203.0.113.7"))
                .post("/internal/connect/start")
                .then();
    }
}
