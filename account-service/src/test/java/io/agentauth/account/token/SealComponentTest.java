// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.agentauth.account.Accounts;
import io.agentauth.account.Accounts.Account;
import io.agentauth.account.Neighbours;
import io.agentauth.account.keyset.KeysetAtStart;
import io.agentauth.database.Migration;
import io.agentauth.identity.InstallationSeal;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class SealComponentTest {
    private final EnvironmentId environment = EnvironmentId.next();
    private final String caller = Neighbours.SIGNER.caller(ApiKeyId.next(), environment, "tokens:read");

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    @Inject
    InstallationSeal seal;

    @Inject
    @Readiness
    KeysetAtStart keyset;

    @BeforeEach
    void ready() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        await().atMost(Duration.ofSeconds(8)).until(() -> keyset.call().getStatus() == Status.UP);
        unseal();
    }

    @AfterEach
    void unseal() {
        Neighbours.reset();
        await().atMost(Duration.ofSeconds(10)).until(seal::isOpen);
    }

    @Test
    @DisplayName("F11: sealed, no token is handed out and none is on record as read; unsealed, it is the same token")
    void sealedNoTokenIsHandedOut() {
        Account account = accounts.active(environment, "the-token", Duration.ofMinutes(1), Duration.ofHours(1));
        read(account).statusCode(200);

        Neighbours.sealed = true;
        await().atMost(Duration.ofSeconds(10)).until(() -> !seal.isOpen());

        read(account)
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("sealed"))
                .body("access_token", equalTo(null));
        assertThat(records(account)).isOne();

        unseal();
        read(account).statusCode(200).body("access_token", equalTo("the-token"));
    }

    private int records(Account account) {
        return accounts.sql(
                        "select * from access_record where account_id = $1",
                        Tuple.of(account.id().value()))
                .size();
    }

    private ValidatableResponse read(Account account) {
        return given().header("Authorization", "Bearer " + caller)
                .get("/v1/accounts/" + account.id() + "/token")
                .then();
    }
}
