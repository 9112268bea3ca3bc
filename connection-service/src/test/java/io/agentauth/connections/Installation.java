// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.connections.key.InstallationKey;
import io.agentauth.connections.keyset.SigningKeys;
import io.agentauth.connections.token.Identities;
import io.agentauth.identity.ServiceName;
import io.agentauth.vault.Reveal;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The service as its callers meet it: keys are exchanged as the gateway does, and everything goes over HTTP. */
@ApplicationScoped
class Installation {
    static final List<String> ALL = List.of(
            "connections:read",
            "connections:write",
            "accounts:read",
            "accounts:write",
            "tokens:read",
            "events:read",
            "audit:read",
            "admin");

    private final Identities identities;
    private final InstallationKey installationKey;
    private final SigningKeys signingKeys;

    @Inject
    Installation(Identities identities, InstallationKey installationKey, SigningKeys signingKeys) {
        this.identities = identities;
        this.installationKey = installationKey;
        this.signingKeys = signingKeys;
    }

    /** An environment, and a key of it that may do everything. */
    record Tenant(String environment, String keyId, String key, String bearer) {}

    void awaitStart() {
        await().atMost(Duration.ofSeconds(60)).until(installationKey::isKnown);
        assertThat(signingKeys.whenMade().await().atMost(Duration.ofSeconds(60)).jwks())
                .isNotEmpty();
    }

    static String installationKeyText() {
        try {
            return Files.readString(Path.of("target/test-keys/installation.key"))
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RequestSpecification operator() {
        return as(exchange(installationKeyText()));
    }

    Tenant tenant() {
        return tenant(Map.of("name", "Test", "kind", "development"));
    }

    Tenant tenant(Map<String, ?> environment) {
        String id = operator()
                .body(environment)
                .post("/v1/environments")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Map<String, Object> key = operator()
                .body(Map.of("name", "all", "scopes", ALL, "environment_id", id))
                .post("/v1/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getMap("");
        String text = String.valueOf(key.get("key"));
        return new Tenant(id, String.valueOf(key.get("id")), text, exchange(text));
    }

    String key(Tenant tenant, String... scopes) {
        return as(tenant.bearer())
                .body(Map.of("name", "some", "scopes", scopes))
                .post("/v1/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("key");
    }

    static RequestSpecification as(String bearer) {
        return given().header("Authorization", "Bearer " + bearer).contentType(ContentType.JSON);
    }

    RequestSpecification service(ServiceName caller) {
        return given().header("Agent-Auth-Service", "Bearer " + peerToken(caller, ServiceName.CONNECTION_SERVICE))
                .contentType(ContentType.JSON);
    }

    String peerToken(ServiceName caller, ServiceName callee) {
        return identities
                .ofPeer(caller, callee)
                .await()
                .atMost(Duration.ofSeconds(60))
                .token()
                .reveal(Reveal.TO_VERIFY);
    }

    String exchange(String key) {
        return service(ServiceName.CALLBACK_GATEWAY)
                .body(Map.of("api_keys", List.of(key)))
                .post("/internal/api-keys/exchange")
                .then()
                .statusCode(200)
                .extract()
                .path("callers[0].token");
    }
}
