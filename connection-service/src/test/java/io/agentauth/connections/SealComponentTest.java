// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import static io.agentauth.connections.Installation.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.agentauth.connections.Installation.Tenant;
import io.agentauth.database.Database;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "connection"))
@WithTestResource(Neighbours.class)
class SealComponentTest {
    private final String run = UUID.randomUUID().toString();

    @Inject
    Installation installation;

    @Inject
    Database database;

    @BeforeEach
    void started() {
        installation.awaitStart();
    }

    @AfterEach
    void unseal() {
        change("/v1/unseal", "the test is over");
    }

    @Test
    @DisplayName("F11: the operator seals with a reason, every service that asks hears it, and it is on record")
    void theOperatorSeals() {
        change("/v1/seal", "a break-in");

        installation.operator().get("/v1/seal").then().statusCode(200).body("sealed", equalTo(true));
        installation
                .operator()
                .get("/v1/seal")
                .then()
                .body("changes[0].reason", equalTo("a break-in"))
                .body("changes[0].key_id", notNullValue())
                .body("changes[0].request_id", notNullValue());
        hears(true);

        change("/v1/unseal", "over");
        hears(false);
    }

    @Test
    @DisplayName("F11, J1: that it was sealed and unsealed is in the trail of every environment")
    void itIsInTheTrailOfEveryEnvironment() {
        Tenant one = installation.tenant();
        Tenant other = installation.tenant();

        change("/v1/seal", "a break-in");
        change("/v1/unseal", "over");

        for (Tenant tenant : new Tenant[] {one, other}) {
            assertThat(events(tenant, "agent-auth.installation-sealed.v1")).isEqualTo(1);
            assertThat(events(tenant, "agent-auth.installation-unsealed.v1")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("F11, H3: nobody but the operator seals, unseals or asks, and not without a reason")
    void nobodyElseSeals() {
        Tenant tenant = installation.tenant();
        for (String path : new String[] {"/v1/seal", "/v1/unseal"}) {
            as(tenant.bearer())
                    .body(Map.of("reason", "because"))
                    .post(path)
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("operator_required"));
            installation.operator().body(Map.of()).post(path).then().statusCode(400);
        }
        as(tenant.bearer()).get("/v1/seal").then().statusCode(403);
        hears(false);
    }

    @Test
    @DisplayName(
            "H5, F11: an unsealing that comes late once more is answered the same, and opens nothing that was sealed since")
    void aRepeatedUnsealingOpensNothing() {
        change("/v1/seal", "a break-in");
        String first = named("unseal-1", "/v1/unseal", "over")
                .statusCode(200)
                .extract()
                .asString();
        change("/v1/seal", "another one");
        int changes = changes();

        String again = named("unseal-1", "/v1/unseal", "over")
                .statusCode(200)
                .extract()
                .asString();

        assertThat(new JsonObject(again)).isEqualTo(new JsonObject(first));
        assertThat(new JsonObject(again).getBoolean("sealed")).isFalse();
        hears(true);
        assertThat(changes()).isEqualTo(changes);
        for (String[] other : new String[][] {{"/v1/unseal", "another reason"}, {"/v1/seal", "over"}}) {
            named("unseal-1", other[0], other[1]).statusCode(409).body("code", equalTo("idempotency_conflict"));
        }
        named("unseal-2", "/v1/unseal", "over").statusCode(200);
        hears(false);
    }

    @Test
    @DisplayName(
            "H5, F11: a sealing that comes late once more is answered the same, and closes nothing that was unsealed since")
    void aRepeatedSealingClosesNothing() {
        named("seal-1", "/v1/seal", "a break-in").statusCode(200).body("sealed", equalTo(true));
        change("/v1/unseal", "over");

        named("seal-1", "/v1/seal", "a break-in").statusCode(200).body("sealed", equalTo(true));

        hears(false);
    }

    @Test
    @DisplayName("F11, J2: the roles of the service cannot change or take away what was written about it")
    void theRecordStays() {
        change("/v1/seal", "a break-in");
        for (String statement : new String[] {"update seal set sealed = false", "delete from seal"}) {
            assertThatThrownBy(() -> sql(statement)).hasMessageContaining("permission denied");
        }
    }

    private ValidatableResponse named(String key, String path, String reason) {
        return installation
                .operator()
                .header("Idempotency-Key", run + key)
                .body(Map.of("reason", reason))
                .post(path)
                .then();
    }

    private int changes() {
        return database.worker()
                .query("select 1 from seal")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(30))
                .size();
    }

    private void change(String path, String reason) {
        installation.operator().body(Map.of("reason", reason)).post(path).then().statusCode(200);
    }

    private void hears(boolean sealed) {
        installation
                .service(ServiceName.TOKEN_REFRESHER)
                .get("/internal/revocations")
                .then()
                .statusCode(200)
                .body("sealed", equalTo(sealed));
    }

    private int events(Tenant tenant, String type) {
        return database.worker()
                .preparedQuery("select 1 from event where environment_id = $1 and type = $2")
                .execute(Tuple.of(EnvironmentId.parse(tenant.environment()).value(), type))
                .await()
                .atMost(Duration.ofSeconds(30))
                .size();
    }

    private void sql(String statement) {
        var _ = database.worker().query(statement).execute().await().atMost(Duration.ofSeconds(30));
    }
}
