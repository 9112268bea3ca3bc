// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.Catalogue;
import io.agentauth.vault.HpkeSealer;
import io.agentauth.vault.Place;
import io.agentauth.vault.PublicKeyset;
import io.agentauth.vault.Sensitive;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One person's way to the provider and back, through the internal doors as the other services use them. */
public final class Journey {
    public static final String CONTEXT = "ctx-1";
    public static final String SECRET = "client-secret-canary";

    public final EnvironmentId environment;
    public final AccountId account;
    public final ConnectionId connection;
    private final long generation;
    public final AuthorizationId authorization = AuthorizationId.next();
    public String cookieName = "";
    public String cookie = "";
    public Map<String, String> sent = Map.of();
    public boolean verification;
    public boolean otherPersonAllowed;
    public JsonArray scopes = new JsonArray().add("openid").add("email");

    private Journey() {
        environment = EnvironmentId.next();
        account = AccountId.next();
        connection = ConnectionId.next();
        generation = 1;
    }

    private Journey(Journey before) {
        environment = before.environment;
        account = before.account;
        connection = before.connection;
        generation = before.generation + 1;
        scopes = before.scopes;
    }

    /** The next consent of the same account. */
    public Journey again() {
        return new Journey(this);
    }

    /** What account-service was told of this account; what others' journeys still send is not counted. */
    public List<JsonObject> outcomes() {
        return Peers.OUTCOMES.stream()
                .filter(outcome -> account.toString().equals(outcome.getString("account_id")))
                .toList();
    }

    /** A journey over a new connection to the strict provider. */
    public static Journey prepared() {
        Journey journey = new Journey();
        journey.connect(1, SECRET);
        return journey;
    }

    /** connection-service has that version of the connection. */
    public void connect(long version, String secret) {
        Peers.CONNECTIONS.put(connection.toString(), view(version, secret));
    }

    /** A journey in an environment whose application confirms who consented. */
    public static Journey verified() {
        Journey journey = prepared();
        journey.verification = true;
        return journey;
    }

    /** A journey over a connection that uses the operator's client. */
    public static Journey managed() {
        Journey journey = prepared();
        UUID app = UUID.randomUUID();
        Place place = new Place(new UUID(0, 0), app, "-", "client_secret", 0, 1);
        Peers.CONNECTIONS
                .get(journey.connection.toString())
                .put("mode", "managed")
                .put("managed_app_id", app.toString())
                .put(
                        "sealed_client_secret",
                        HpkeSealer.of(publicKeyset())
                                .seal(Sensitive.of(SECRET), place)
                                .toBase64());
        return journey;
    }

    /** A journey over a connection of a public client to a provider that knows neither PKCE nor issuers nor people. */
    public static Journey plain() {
        Journey journey = prepared();
        JsonObject view = Peers.CONNECTIONS.get(journey.connection.toString());
        JsonObject definition = view.getJsonObject("definition");
        definition.getJsonObject("authorization").put("pkce", "none");
        definition.getJsonObject("token").put("client_authentication", "none");
        definition
                .putNull("issuer")
                .putNull("identity")
                .put("iss_parameter", false)
                .put("identity_scopes", new JsonArray());
        view.putNull("sealed_client_secret");
        journey.scopes = new JsonArray().add("read");
        return journey;
    }

    /** A journey to a provider that signs its callbacks with the client's secret. */
    public static Journey signed() {
        Journey journey = prepared();
        Peers.CONNECTIONS
                .get(journey.connection.toString())
                .getJsonObject("definition")
                .getJsonObject("authorization")
                .put("callback_signature", "hmac");
        return journey;
    }

    /** A journey to a provider that tells more than its tokens, where the application confirms people or not. */
    public static Journey telling(boolean verified) {
        Journey journey = verified ? verified() : prepared();
        JsonObject definition =
                Peers.CONNECTIONS.get(journey.connection.toString()).getJsonObject("definition");
        definition.put(
                "facts",
                new JsonObject()
                        .put("realm", new JsonObject().put("label", "Company").put("callback", "realmId"))
                        .put("plan", new JsonObject().put("label", "Plan").put("identity", "/plan"))
                        .put(
                                "ticked",
                                new JsonObject()
                                        .put("label", "Ticked")
                                        .put("callback", "ticked")
                                        .put("pattern", "[a-z:,]{1,200}")
                                        .put("scopes", true))
                        .put(
                                "host",
                                new JsonObject()
                                        .put("label", "Host")
                                        .put("answer", "/instance_url")
                                        .put("within", new JsonArray().add("emulator.test"))));
        definition.put("api", new JsonObject().put("base_url", "https://{host}/v3"));
        return journey;
    }

    /** A journey to a provider that lists what a consent is good for. */
    public static Journey listing() {
        Journey journey = prepared();
        Peers.CONNECTIONS
                .get(journey.connection.toString())
                .getJsonObject("definition")
                .put(
                        "sites",
                        new JsonObject()
                                .put("endpoint", "https://provider.emulator.test/sites")
                                .put("list", "/all")
                                .put("id", "/id")
                                .put("name", "/name")
                                .put("url", "/url")
                                .put("within", new JsonArray().add("emulator.test")));
        return journey;
    }

    /** A journey to a provider whose first token is exchanged for a longer one, which is its own refresh token. */
    public static Journey exchanging() {
        Journey journey = prepared();
        JsonObject definition =
                Peers.CONNECTIONS.get(journey.connection.toString()).getJsonObject("definition");
        definition
                .getJsonObject("token")
                .put("longer", exchange("longer", new JsonArray().add("client_secret")))
                .put("itself", exchange("itself", new JsonArray()));
        definition.getJsonObject("refresh").put("supported", true);
        return journey;
    }

    private static JsonObject exchange(String name, JsonArray client) {
        return new JsonObject()
                .put("endpoint", "https://provider.emulator.test/" + name)
                .put("grant_type", name + "_token")
                .put("client", client);
    }

    /** A journey to a provider whose grants end so long after the consent. */
    public static Journey ending(Duration afterConsent) {
        Journey journey = prepared();
        Peers.CONNECTIONS
                .get(journey.connection.toString())
                .getJsonObject("definition")
                .getJsonObject("token")
                .getJsonObject("lifetimes")
                .put("grant_seconds", afterConsent.toSeconds());
        return journey;
    }

    /** Asks for a renewal of that version of the token; the answer's {@code result}. */
    public String renew(long version) {
        JsonObject wanted = new JsonObject()
                .put("environment_id", environment.toString())
                .put("account_id", account.toString())
                .put("slot", "default")
                .put("generation", 1)
                .put("version", version)
                .put("reason", "rejected");
        return post("/internal/grants/renew", ServiceName.ACCOUNT_SERVICE, wanted)
                .then()
                .statusCode(200)
                .extract()
                .path("result");
    }

    private JsonObject view(long version, String secret) {
        Place place = new Place(environment.value(), connection.value(), "-", "client_secret", 0, version);
        return new JsonObject()
                .put("environment_id", environment.toString())
                .put("id", connection.toString())
                .put("version", version)
                .put("name", "Emulated")
                .put("auth_type", "oauth2")
                .put("mode", "own")
                .put("provider", "emulator")
                .put("definition", definition())
                .put("scopes", new JsonArray().add("openid").add("email"))
                .put("settings", new JsonObject())
                .put("redirect_context", CONTEXT)
                .put("redirect_uri", "http://localhost:8080/oauth/callback/" + CONTEXT)
                .put("client_id", "client-1")
                .put(
                        "sealed_client_secret",
                        HpkeSealer.of(publicKeyset())
                                .seal(Sensitive.of(secret), place)
                                .toBase64())
                .put("credentials_version", version)
                .put("deleted", false);
    }

    private static JsonObject definition() {
        try {
            return new JsonObject(new ObjectMapper()
                    .writeValueAsString(Catalogue.load().find("emulator").orElseThrow()));
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublicKeyset publicKeyset() {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> given().header(identity(ServiceName.CONNECTION_SERVICE))
                                .get("/internal/keysets/public"),
                        answer -> answer.statusCode() == 200)
                .then()
                .extract()
                .body()
                .jsonPath()
                .getObject("", KeysetAnswer.class)
                .keyset();
    }

    /** The public keyset's answer. */
    public record KeysetAnswer(UUID id, String json, String fingerprint) {
        PublicKeyset keyset() {
            return new PublicKeyset(id, json);
        }
    }

    /** A service's identity. */
    public static io.restassured.http.Header identity(ServiceName caller) {
        return new io.restassured.http.Header("Agent-Auth-Service", Peers.identity(caller));
    }

    /** Asks to begin its generation, and remembers what the browser is given. */
    public Journey begin() {
        JsonObject begun = new JsonObject(
                tryBegin(generation).then().statusCode(200).extract().asString());
        cookieName = begun.getJsonObject("cookie").getString("name");
        cookie = begun.getJsonObject("cookie").getString("value");
        sent = query(URI.create(begun.getString("authorize_url")).getRawQuery());
        return this;
    }

    /** Asks to begin. */
    public Response tryBegin(long generation) {
        JsonObject body = new JsonObject()
                .put("environment_id", environment.toString())
                .put("account_id", account.toString())
                .put("authorization_id", authorization.toString())
                .put("connection_id", connection.toString())
                .put("generation", generation)
                .put("scopes", scopes)
                .put("login_hint", "ada@example.com");
        if (verification) {
            body.put("verification", true);
        }
        if (otherPersonAllowed) {
            body.put("allow_other_person", true);
        }
        return post("/internal/flows/begin", ServiceName.ACCOUNT_SERVICE, body);
    }

    /** The provider sends the browser back with a code. */
    public JsonObject comeBack() {
        return comeBack(query());
    }

    /** The browser comes back with that query. */
    public JsonObject comeBack(String query) {
        return callback(CONTEXT, query, cookie);
    }

    /** The query with which the provider sends the browser back. */
    public String query() {
        return "code=code-canary-1&state=" + sent.get("state") + "&iss=https%3A%2F%2Fprovider.emulator.test";
    }

    /** The application said whether it was the right person, and account-service says so. */
    public JsonObject verdict(boolean confirmed) {
        return new JsonObject(post("/internal/flows/confirm", ServiceName.ACCOUNT_SERVICE, verdictBody(confirmed))
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    /** What account-service says then. */
    public JsonObject verdictBody(boolean confirmed) {
        return new JsonObject()
                .put("environment_id", environment.toString())
                .put("account_id", account.toString())
                .put("authorization_id", authorization.toString())
                .put("connection_id", connection.toString())
                .put("generation", 1)
                .put("confirmed", confirmed);
    }

    /** The gateway passes that on. */
    public JsonObject callback(String context, String query, String cookieValue) {
        return new JsonObject(tryCallback(context, query, cookieValue)
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    /** The gateway passes that on. */
    public Response tryCallback(String context, String query, String cookieValue) {
        JsonObject body = new JsonObject()
                .put("context", context)
                .put("query", query)
                .put("cookies", new JsonObject().put(cookieName, cookieValue));
        return post("/internal/callbacks", ServiceName.CALLBACK_GATEWAY, body);
    }

    /** One call of one service. */
    public static Response post(String path, ServiceName caller, JsonObject body) {
        return given().header(identity(caller))
                .contentType("application/json")
                .body(body.encode())
                .post(path);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }
}
