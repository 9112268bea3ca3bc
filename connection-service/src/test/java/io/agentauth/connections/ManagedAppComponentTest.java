// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.agentauth.connections.Installation.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.agentauth.connections.expiring.WarnOperator;
import io.agentauth.identity.ServiceName;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Place;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sealed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Apps that an operator registered for all environments. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(Neighbours.class)
class ManagedAppComponentTest {
    private static final Map<String, Object> CREDENTIALS =
            Map.of("client_id", "operators-client", "client_secret", "secret-canary");

    @Inject
    Installation installation;

    @Inject
    WarnOperator warn;

    @Inject
    MeterRegistry metrics;

    private Installation.Tenant tenant;

    @BeforeEach
    void anEnvironment() {
        installation.awaitStart();
        tenant = installation.tenant();
    }

    @Test
    @DisplayName("C1: connections of a managed app use the operator's client, and share its redirect address")
    void aConnectionUsesTheOperatorsClient() {
        String redirectUri = put("asana", Map.of("credentials", CREDENTIALS, "scopes", List.of("default")))
                .body("provider", equalTo("asana"))
                .body("credentials.client_id", equalTo("operators-client"))
                .body("credentials.client_secret", nullValue())
                .extract()
                .path("redirect_uri");
        as(tenant.bearer()).get("/v1/providers/asana").then().body("managed", equalTo(true));
        as(tenant.bearer()).get("/v1/providers/box").then().body("managed", equalTo(false));

        String first = connect("asana")
                .statusCode(201)
                .body("mode", equalTo("managed"))
                .body("scopes", equalTo(List.of("default")))
                .body("redirect_uri", equalTo(redirectUri))
                .extract()
                .path("id");
        connect("asana").statusCode(201).body("redirect_uri", equalTo(redirectUri));

        ValidatableResponse view = view(first, ServiceName.TOKEN_REFRESHER)
                .body("mode", equalTo("managed"))
                .body("client_id", equalTo("operators-client"))
                .body("redirect_uri", equalTo(redirectUri));
        assertThat(secretIn(view)).isEqualTo("secret-canary");
    }

    @Test
    @DisplayName("C5, F9: no environment reads the operator's client, and account-service neither")
    void nobodyReadsTheOperatorsClient() {
        put("asana", Map.of("credentials", CREDENTIALS));
        String connection = connect("asana").extract().path("id");

        for (String path : List.of("/v1/connections", "/v1/connections/" + connection, "/v1/providers/asana")) {
            assertThat(as(tenant.bearer()).get(path).asString())
                    .as(path)
                    .doesNotContain("operators-client")
                    .doesNotContain("canary");
        }
        as(tenant.bearer()).get("/v1/connections/" + connection).then().body("credentials", nullValue());
        view(connection, ServiceName.ACCOUNT_SERVICE)
                .body("client_id", equalTo(""))
                .body("sealed_client_secret", nullValue());
        for (String path : List.of("/v1/managed-apps", "/v1/managed-apps/asana")) {
            as(tenant.bearer()).get(path).then().statusCode(403).body("code", equalTo("operator_required"));
        }
        as(tenant.bearer())
                .body(Map.of("credentials", CREDENTIALS))
                .put("/v1/managed-apps/asana")
                .then()
                .statusCode(403);
        as(tenant.bearer()).delete("/v1/managed-apps/asana").then().statusCode(403);
    }

    @Test
    @DisplayName("C5: the operator's client goes to no address, and does nothing, that an environment chose")
    void noEnvironmentLeadsTheSecretElsewhere() {
        put("zendesk", Map.of("credentials", CREDENTIALS, "placeholders", Map.of("subdomain", "operator")));
        put("asana", Map.of("credentials", CREDENTIALS));

        for (Map<String, Object> settings : List.<Map<String, Object>>of(
                Map.of("placeholders", Map.of("subdomain", "evil")),
                Map.of("issuer", "https://evil.example"),
                Map.of("pkce", true),
                Map.of("rotation_class", "N"),
                Map.of("client_authentication", "post"))) {
            as(tenant.bearer())
                    .body(Map.of("provider", "zendesk", "mode", "managed", "settings", settings))
                    .post("/v1/connections")
                    .then()
                    .statusCode(400)
                    .body(
                            "errors.field",
                            hasItem("settings." + settings.keySet().iterator().next()));
        }
        as(tenant.bearer())
                .body(Map.of(
                        "provider",
                        "asana",
                        "mode",
                        "managed",
                        "credentials",
                        Map.of("client_id", "c", "client_secret", "s")))
                .post("/v1/connections")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("credentials"));
        String connection = connect("zendesk").statusCode(201).extract().path("id");
        view(connection, ServiceName.TOKEN_REFRESHER)
                .body("definition.token.endpoint", equalTo("https://operator.zendesk.com/oauth/tokens"));
        for (Map<String, Object> change : List.<Map<String, Object>>of(
                Map.of("settings", Map.of("placeholders", Map.of("subdomain", "evil"))),
                Map.of("settings", Map.of("pkce", true)),
                Map.of("credentials", Map.of("client_id", "c", "client_secret", "s")),
                Map.of("mode", "own"))) {
            as(tenant.bearer())
                    .body(change)
                    .patch("/v1/connections/" + connection)
                    .then()
                    .statusCode(400);
        }
        as(tenant.bearer())
                .body(Map.of("settings", Map.of("rate_limit", 3)))
                .patch("/v1/connections/" + connection)
                .then()
                .statusCode(200);
    }

    @Test
    @DisplayName("C5: a provider whose addresses an environment says has no managed app")
    void aProviderWithoutAddressesHasNone() {
        for (String provider : List.of("oidc", "emulator-key")) {
            tryPut(provider, Map.of("credentials", CREDENTIALS)).statusCode(400);
        }
        tryPut("custom-acme", Map.of("credentials", CREDENTIALS))
                .statusCode(400)
                .body("code", equalTo("unknown_provider"));
        tryPut("zoom", Map.of()).statusCode(400).body("errors.field", hasItem("credentials"));
        connect("box").statusCode(400).body("errors.field", hasItem("mode"));
    }

    @Test
    @DisplayName(
            "Trello, RFC 5849: a managed app where calls need no signature, and none where whoever calls would need the operator's secret")
    void signedCallsNeedTheSecret() {
        put("trello", Map.of("credentials", CREDENTIALS, "scopes", List.of("read")));

        String connection = connect("trello")
                .statusCode(201)
                .body("auth_type", equalTo("oauth1"))
                .body("credentials", nullValue())
                .extract()
                .path("id");

        assertThat(secretIn(view(connection, ServiceName.TOKEN_REFRESHER))).isEqualTo("secret-canary");
        tryPut("evernote", Map.of("credentials", CREDENTIALS))
                .statusCode(400)
                .body("code", equalTo("provider_not_supported"));
    }

    @Test
    void connectionsFollowNewCredentials() {
        put("dropbox", Map.of("credentials", CREDENTIALS));
        String connection = connect("dropbox").extract().path("id");

        put("dropbox", Map.of("credentials", Map.of("client_id", "operators-second", "client_secret", "canary-2")))
                .body("version", equalTo(2))
                .body("connections", equalTo(1));

        ValidatableResponse view = view(connection, ServiceName.TOKEN_REFRESHER)
                .body("version", equalTo(2))
                .body("client_id", equalTo("operators-second"))
                .body("credentials_version", equalTo(2));
        assertThat(secretIn(view)).isEqualTo("canary-2");
    }

    @Test
    void itIsTakenAwayWhenNothingUsesIt() {
        put("figma", Map.of("credentials", CREDENTIALS));
        String connection = connect("figma").extract().path("id");
        installation
                .operator()
                .delete("/v1/managed-apps/figma")
                .then()
                .statusCode(409)
                .body("connections", equalTo(1));

        as(tenant.bearer()).delete("/v1/connections/" + connection).then().statusCode(200);
        installation.operator().delete("/v1/managed-apps/figma").then().statusCode(200);

        installation.operator().get("/v1/managed-apps/figma").then().statusCode(404);
        connect("figma").statusCode(400);
        assertThat(secretIn(view(connection, ServiceName.TOKEN_REFRESHER))).isEqualTo("secret-canary");
        put("figma", Map.of("credentials", CREDENTIALS));
        installation.operator().get("/v1/managed-apps").then().body("data.provider", hasItem("figma"));
    }

    @Test
    @DisplayName(
            "how long an app's secret is good is measured; an end can be said without the secret, and goes with it")
    void whenAnAppsSecretEndsIsMeasured() {
        String end = Instant.now()
                .plus(Duration.ofDays(10))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        put("miro", Map.of("credentials", CREDENTIALS)).body("credentials.client_secret_expires_at", nullValue());
        assertThat(remaining("miro")).isEmpty();

        put("miro", Map.of("credentials", Map.of("client_secret_expires_at", end)))
                .body("credentials.client_id", equalTo("operators-client"))
                .body("credentials.client_secret_expires_at", equalTo(end));
        assertThat(remaining("miro")).hasSize(1).allSatisfy(seconds -> assertThat(seconds)
                .isBetween(9.9 * 86_400, 10 * 86_400.0));

        put("miro", Map.of("credentials", Map.of("client_id", "operators-client", "client_secret", "canary-3")))
                .body("credentials.client_secret_expires_at", nullValue());
        assertThat(remaining("miro")).isEmpty();
    }

    private List<Double> remaining(String provider) {
        warn.look().await().atMost(Duration.ofSeconds(30));
        return metrics
                .find("agentauth.secret.remaining.seconds")
                .tags("secret", "managed_app", "of", provider)
                .gauges()
                .stream()
                .map(Gauge::value)
                .toList();
    }

    private ValidatableResponse put(String provider, Map<String, ?> app) {
        ValidatableResponse answer = tryPut(provider, app);
        assertThat(answer.extract().statusCode()).isIn(200, 201);
        return answer;
    }

    private ValidatableResponse tryPut(String provider, Map<String, ?> app) {
        return installation
                .operator()
                .body(app)
                .put("/v1/managed-apps/" + provider)
                .then();
    }

    private ValidatableResponse connect(String provider) {
        return as(tenant.bearer())
                .body(Map.of("provider", provider, "mode", "managed"))
                .post("/v1/connections")
                .then();
    }

    private ValidatableResponse view(String connection, ServiceName by) {
        return installation
                .service(by)
                .body(Map.of("environment_id", tenant.environment(), "connection_id", connection))
                .post("/internal/connections/get")
                .then()
                .statusCode(200);
    }

    /** Opened where the operator's app has it, and at no connection's place. */
    private static String secretIn(ValidatableResponse view) {
        UUID app = UUID.fromString(view.extract().path("managed_app_id"));
        int version = view.extract().path("credentials_version");
        Place place = new Place(new UUID(0, 0), app, "-", "client_secret", 0, version);
        return Neighbours.opener()
                .open(Sealed.fromBase64(view.extract().path("sealed_client_secret")), place)
                .reveal(Reveal.TO_VERIFY);
    }
}
