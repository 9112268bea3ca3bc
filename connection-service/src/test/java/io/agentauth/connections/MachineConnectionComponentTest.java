// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.agentauth.connections.Installation.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.oauth.ClientCertificate;
import io.agentauth.oauth.SigningKey;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Connections where nobody consents, and clients that sign. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(Neighbours.class)
class MachineConnectionComponentTest {
    private static final String LONG = "a-secret-that-is-long-enough-to-sign";
    private static ECKey ec;

    @Inject
    Installation installation;

    private Installation.Tenant tenant;

    @BeforeAll
    static void key() throws Exception {
        ec = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    }

    @BeforeEach
    void aTenant() {
        installation.awaitStart();
        tenant = installation.tenant();
    }

    private ValidatableResponse create(Map<String, ?> body) {
        return as(tenant.bearer()).body(body).post("/v1/connections").then();
    }

    private ValidatableResponse change(String id, Map<String, ?> body) {
        return as(tenant.bearer()).body(body).patch("/v1/connections/" + id).then();
    }

    private ValidatableResponse internal(String id) {
        return installation
                .service(ServiceName.TOKEN_REFRESHER)
                .body(Map.of("environment_id", tenant.environment(), "connection_id", id))
                .post("/internal/connections/get")
                .then()
                .statusCode(200);
    }

    private Sensitive opened(ValidatableResponse view, String id, long version) {
        return Neighbours.opener()
                .open(
                        Sealed.fromBase64(view.extract().path("sealed_client_secret")),
                        new Place(
                                EnvironmentId.parse(tenant.environment()).value(),
                                ConnectionId.parse(id).value(),
                                "-",
                                "client_secret",
                                0,
                                version));
    }

    private static void field(ValidatableResponse response, String field) {
        response.statusCode(400).body("code", equalTo("invalid_field")).body("errors[0].field", equalTo(field));
    }

    private static Map<String, ?> secret(String secret) {
        return Map.of("client_id", "client-1", "client_secret", secret);
    }

    private static Map<String, ?> withKey() {
        return Map.of("client_id", "client-1", "private_key", ec.toJSONString());
    }

    @Test
    @DisplayName("RFC 6749 §4.4: the same client as for people, sent nowhere, and used up by nothing")
    void clientCredentials() {
        String id = create(Map.of(
                        "provider", "linear", "auth_type", "oauth2_client_credentials", "credentials", secret("s-1")))
                .statusCode(201)
                .body("auth_type", equalTo("oauth2_client_credentials"))
                .body("redirect_uri", nullValue())
                .body("scopes", equalTo(List.of("read")))
                .extract()
                .path("id");

        internal(id)
                .body("auth_type", equalTo("oauth2_client_credentials"))
                .body("definition.rotation.class", equalTo("N"))
                .body("definition.identity", nullValue());
        create(Map.of("provider", "linear", "credentials", secret("s-1")))
                .statusCode(201)
                .body("auth_type", equalTo("oauth2"))
                .body("redirect_uri", startsWith("http"));
        field(create(Map.of("provider", "notion", "auth_type", "oauth2_client_credentials")), "auth_type");
    }

    @Test
    @DisplayName("invariant I6: a private key is sealed as a secret is, in a form that signs, and never comes back")
    void aKeyIsSealed() {
        ValidatableResponse made = create(Map.of("provider", "hubspot", "credentials", withKey()))
                .statusCode(201)
                .body("settings.client_authentication", equalTo("private_key_jwt"))
                .body("credentials", equalTo(Map.of("client_id", "client-1")));
        String id = made.extract().path("id");
        String canary = ec.getD().toString();

        ValidatableResponse view =
                internal(id).body("definition.token.client_authentication", equalTo("private_key_jwt"));
        assertThat(SigningKey.from(opened(view, id, 1)).toString()).contains("ES256");
        assertThat(made.extract().asString()
                        + as(tenant.bearer()).get("/v1/connections/" + id).asString()
                        + view.extract().asString())
                .doesNotContain(canary);
        change(id, Map.of("credentials", withKey())).statusCode(200);
        assertThat(SigningKey.from(opened(internal(id), id, 2)).toString()).contains("ES256");
    }

    @Test
    @DisplayName(
            "C8, RFC 7523 §3: the key that signs for one authorization server is refused for another, however it is written, also when its connection is gone")
    void aKeySignsForOneProvider() throws Exception {
        String id = create(Map.of("provider", "hubspot", "credentials", withKey()))
                .statusCode(201)
                .extract()
                .path("id");
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + java.util.Base64.getMimeEncoder()
                        .encodeToString(ec.toPrivateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Map<String, ?> elsewhere = Map.of(
                "provider",
                "github-app",
                "auth_type",
                "jwt_bearer",
                "credentials",
                Map.of("client_id", "client-1", "private_key", pem));

        create(Map.of("provider", "hubspot", "credentials", withKey())).statusCode(201);
        change(id, Map.of("credentials", withKey())).statusCode(200);
        field(create(elsewhere), "credentials.private_key");
        as(tenant.bearer())
                .delete("/v1/connections/" + id + "?force=true")
                .then()
                .statusCode(200);
        field(create(elsewhere), "credentials.private_key");

        ECKey another = new ECKeyGenerator(Curve.P_256).generate();
        String app = create(Map.of(
                        "provider",
                        "github-app",
                        "auth_type",
                        "jwt_bearer",
                        "credentials",
                        Map.of("client_id", "client-1", "private_key", another.toJSONString())))
                .statusCode(201)
                .extract()
                .path("id");
        field(change(app, Map.of("credentials", withKey())), "credentials.private_key");
        tenant = installation.tenant();
        create(elsewhere).statusCode(201);
    }

    @Test
    @DisplayName(
            "C8: products of one authorization server share a key, and the same provider at another address does not")
    void productsShareAKey() {
        for (String product : List.of("gmail", "google-calendar")) {
            create(Map.of("provider", product, "auth_type", "jwt_bearer", "credentials", withKey()))
                    .statusCode(201);
        }
        field(atSalesforce("login.salesforce.com"), "credentials.private_key");
        tenant = installation.tenant();
        atSalesforce("login.salesforce.com").statusCode(201);
        atSalesforce("login.salesforce.com").statusCode(201);
        field(atSalesforce("test.salesforce.com"), "credentials.private_key");
    }

    private ValidatableResponse atSalesforce(String host) {
        return create(Map.of(
                "provider",
                "salesforce",
                "auth_type",
                "jwt_bearer",
                "settings",
                Map.of("placeholders", Map.of("login_host", host)),
                "credentials",
                withKey()));
    }

    @Test
    @DisplayName(
            "RFC 8705 §2, §5: a certificate and its key are sealed as one and never come back; they are shown at the aliases, which stay where they were")
    void aCertificateIsSealed() throws Exception {
        Neighbours.PUBLISHED.put(
                "token_endpoint_auth_methods_supported",
                new JsonArray().add("tls_client_auth").add("self_signed_tls_client_auth"));
        Neighbours.PUBLISHED.put(
                "mtls_endpoint_aliases", new JsonObject().put("token_endpoint", "https://mtls.issuer.test/token"));
        try {
            ValidatableResponse made = create(certified("client.pem", "client.key"))
                    .statusCode(201)
                    .body("settings.client_authentication", equalTo("self_signed_tls_client_auth"))
                    .body(
                            "credentials",
                            equalTo(Map.of("client_id", "client-1", "certificate_expires_at", "2119-12-08T22:46:42Z")));
            String id = made.extract().path("id");
            ValidatableResponse view = internal(id)
                    .body("definition.token.endpoint", equalTo("https://mtls.issuer.test/token"))
                    .body("definition.revocation.endpoint", equalTo("https://issuer.test/m/revoke"));
            assertThat(ClientCertificate.from(opened(view, id, 1)).isSelfSigned())
                    .isTrue();
            assertThat(made.extract().asString()
                            + as(tenant.bearer()).get("/v1/connections/" + id).asString()
                            + view.extract().asString())
                    .doesNotContain(text("client.key").lines().toList().get(1));

            problem(create(certified("client.pem", "old.key")), "certificate_key_mismatch");
            problem(create(certified("old.pem", "old.key")), "certificate_expired");
            problem(create(certified("client.key", "client.key")), "certificate_unreadable");
            problem(change(id, certified("old.pem", "old.key")), "certificate_expired");
            field(
                    change(id, Map.of("credentials", Map.of("client_secret_expires_at", "2119-01-01T00:00:00Z"))),
                    "credentials.client_secret_expires_at");
            Neighbours.PUBLISHED.put(
                    "mtls_endpoint_aliases", new JsonObject().put("token_endpoint", "https://elsewhere.test/token"));
            change(id, Map.of("settings", Map.of("issuer", "https://issuer.test/m", "rate_limit", 7)))
                    .statusCode(400)
                    .body("code", equalTo("provider_metadata_invalid"));
            field(
                    create(Map.of(
                            "provider",
                            "hubspot",
                            "credentials",
                            certified("client.pem", "client.key").get("credentials"))),
                    "settings.client_authentication");
        } finally {
            Neighbours.PUBLISHED.clear();
        }
    }

    @Test
    @DisplayName(
            "C8, RFC 8705 §2: a certificate's key signs for one authorization server too; the certificate may be shown at several")
    void aCertificatesKeySignsForOneProvider() throws Exception {
        Neighbours.PUBLISHED.put(
                "token_endpoint_auth_methods_supported", new JsonArray().add("self_signed_tls_client_auth"));
        try {
            Map<String, ?> signing = Map.of(
                    "provider",
                    "hubspot",
                    "credentials",
                    Map.of("client_id", "client-1", "private_key", text("client.key")));

            create(certified("client.pem", "client.key")).statusCode(201);
            field(create(signing), "credentials.private_key");
            Neighbours.PUBLISHED.put("token_endpoint", "https://another.test/token");
            create(certified("client.pem", "client.key")).statusCode(201);

            tenant = installation.tenant();
            create(signing).statusCode(201);
            field(create(certified("client.pem", "client.key")), "credentials.private_key");
        } finally {
            Neighbours.PUBLISHED.clear();
        }
    }

    private static void problem(ValidatableResponse response, String code) {
        response.statusCode(400)
                .body("code", equalTo(code))
                .body("errors[0].field", equalTo("credentials.certificate"));
    }

    private static Map<String, Object> certified(String certificate, String key) throws IOException {
        return Map.of(
                "provider",
                "oidc",
                "settings",
                Map.of("issuer", "https://issuer.test/m"),
                "credentials",
                Map.of("client_id", "client-1", "certificate", text(certificate), "private_key", text(key)));
    }

    private static String text(String name) throws IOException {
        try (InputStream in = MachineConnectionComponentTest.class.getResourceAsStream("/certificates/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void eachWayHasItsCredentials() {
        field(create(Map.of("provider", "linear", "credentials", withKey())), "settings.client_authentication");
        field(
                create(Map.of("provider", "hubspot", "credentials", Map.of("client_id", "c", "private_key", "no key"))),
                "credentials.private_key");
        field(
                create(Map.of(
                        "provider",
                        "hubspot",
                        "credentials",
                        Map.of("client_id", "c", "private_key", ec.toJSONString(), "algorithm", "RS256"))),
                "credentials.algorithm");
        field(
                create(Map.of(
                        "provider",
                        "hubspot",
                        "credentials",
                        Map.of("client_id", "c", "client_secret", "s", "private_key", ec.toJSONString()))),
                "credentials.client_secret");
        Map<String, ?> signs = Map.of("client_authentication", "client_secret_jwt");
        field(
                create(Map.of("provider", "vercel-app", "settings", signs, "credentials", secret("short"))),
                "credentials.client_secret");
        create(Map.of("provider", "vercel-app", "settings", signs, "credentials", secret(LONG)))
                .statusCode(201)
                .body("settings.client_authentication", equalTo("client_secret_jwt"));
        field(
                create(Map.of("provider", "github-app", "auth_type", "jwt_bearer", "credentials", secret(LONG))),
                "credentials.client_secret");
    }

    @Test
    void anotherWayNeedsItsCredentialsAtOnce() {
        String id = create(Map.of("provider", "hubspot", "credentials", secret("s-1")))
                .extract()
                .path("id");
        Map<String, ?> signs = Map.of("client_authentication", "private_key_jwt");

        field(change(id, Map.of("settings", signs)), "credentials");
        change(id, Map.of("settings", signs, "credentials", withKey())).statusCode(200);
        field(change(id, Map.of("settings", Map.of())), "credentials");
        change(id, Map.of("settings", Map.of(), "credentials", secret("s-2"))).statusCode(200);
        internal(id).body("definition.token.client_authentication", equalTo("post"));
    }

    @Test
    @DisplayName("RFC 7523 §2.1: a key file says whose it is; what an installation may do is decided at the provider")
    void whoSigns() throws Exception {
        String file = new com.fasterxml.jackson.databind.ObjectMapper()
                .writeValueAsString(Map.of(
                        "client_email",
                        "robot@project.example",
                        "private_key_id",
                        "k9",
                        "private_key",
                        "-----BEGIN PRIVATE KEY-----\n"
                                + java.util.Base64.getMimeEncoder()
                                        .encodeToString(ec.toPrivateKey().getEncoded())
                                + "\n-----END PRIVATE KEY-----\n"));
        create(Map.of("provider", "gmail", "auth_type", "jwt_bearer", "credentials", Map.of("private_key", file)))
                .statusCode(201)
                .body("credentials.client_id", equalTo("robot@project.example"))
                .body("redirect_uri", nullValue());
        tenant = installation.tenant();
        String id = create(Map.of("provider", "github-app", "auth_type", "jwt_bearer", "credentials", withKey()))
                .statusCode(201)
                .body("scopes", equalTo(List.of()))
                .extract()
                .path("id");
        internal(id)
                .body(
                        "definition.machine.jwt_bearer.endpoint",
                        equalTo("https://api.github.com/app/installations/{installation_id}/access_tokens"))
                .body("definition.token.client_authentication", equalTo("none"));
        change(id, Map.of("credentials", withKey())).statusCode(200);
        assertThat(SigningKey.from(opened(internal(id), id, 2)).toString()).contains("ES256");
        field(
                create(Map.of(
                        "provider",
                        "github-app",
                        "auth_type",
                        "jwt_bearer",
                        "credentials",
                        withKey(),
                        "scopes",
                        List.of("repo"))),
                "scopes");
        as(tenant.bearer())
                .get("/v1/providers/github-app")
                .then()
                .body("auth_types", contains("oauth2", "jwt_bearer"))
                .body("account_parameters.jwt_bearer[0].name", equalTo("installation_id"));
    }
}
