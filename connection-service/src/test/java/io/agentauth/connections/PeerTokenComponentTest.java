// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.agentauth.connections.expiring.WarnOperator;
import io.agentauth.testkit.ServersResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How services come by their tokens. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(Neighbours.class)
class PeerTokenComponentTest {
    @Inject
    Installation installation;

    @Inject
    WarnOperator warn;

    @Inject
    MeterRegistry metrics;

    @BeforeEach
    void started() {
        installation.awaitStart();
    }

    @Test
    @DisplayName("H9: a service's token is for one callee")
    void aServiceGetsATokenForACalleeByItsSecret() {
        String token = ask("account-service", "account", "connection-service")
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("token_type", equalTo("Bearer"))
                .extract()
                .path("access_token");

        given().header("Agent-Auth-Service", "Bearer " + token)
                .get("/internal/revocations")
                .then()
                .statusCode(200);
        String forAnother =
                ask("account-service", "account", "token-refresher").extract().path("access_token");
        given().header("Agent-Auth-Service", "Bearer " + forAnother)
                .get("/internal/revocations")
                .then()
                .statusCode(401)
                .body("code", equalTo("service_identity_required"));
    }

    @Test
    void twoSecretsLiveWhileOneIsRotated() {
        ask("callback-gateway", "old", "account-service").statusCode(200);
        ask("callback-gateway", "new", "account-service").statusCode(200);
    }

    @Test
    @DisplayName("H9: a secret that is over is refused, and how long each is good is measured")
    void aSecretThatIsOverIsRefused() {
        ask("callback-gateway", "over", "account-service")
                .statusCode(401)
                .body("code", equalTo("service_identity_required"));

        warn.look().await().atMost(Duration.ofSeconds(30));

        assertThat(metrics.find("agentauth.secret.remaining.seconds")
                        .tags("secret", "service")
                        .gauges())
                .hasSize(1)
                .allSatisfy(gauge -> {
                    assertThat(gauge.getId().getTag("of")).isEqualTo("callback-gateway");
                    assertThat(gauge.value()).isNegative();
                });
    }

    @Test
    void whatIsNotKnownIsRefused() {
        for (List<String> wrong : List.of(
                List.of("account-service", "old"),
                List.of("account-service", ""),
                List.of("token-refresher", ""),
                List.of("token-refresher", "account"),
                List.of("connection-service", "account"),
                List.of("nobody", "old"))) {
            ask(wrong.get(0), wrong.get(1), "account-service")
                    .statusCode(401)
                    .body("code", equalTo("service_identity_required"));
        }
        ask("account-service", "account", "nobody").statusCode(400).body("code", equalTo("invalid_field"));
        given().formParam("grant_type", "client_credentials")
                .formParam("audience", "account-service")
                .post("/internal/oauth/token")
                .then()
                .statusCode(401);
        given().header("Authorization", "Basic ???")
                .formParam("grant_type", "client_credentials")
                .formParam("audience", "account-service")
                .post("/internal/oauth/token")
                .then()
                .statusCode(401);
    }

    private static ValidatableResponse ask(String service, String secret, String audience) {
        return given().auth()
                .preemptive()
                .basic(service, secret)
                .formParam("grant_type", "client_credentials")
                .formParam("audience", audience)
                .post("/internal/oauth/token")
                .then();
    }
}
