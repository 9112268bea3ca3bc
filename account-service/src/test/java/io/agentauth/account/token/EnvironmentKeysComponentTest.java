// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.agentauth.account.Accounts;
import io.agentauth.account.Accounts.Account;
import io.agentauth.account.Neighbours;
import io.agentauth.account.keyset.KeysetAtStart;
import io.agentauth.database.Migration;
import io.agentauth.identity.InstallationSeal;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.EnvironmentKeyFolder;
import io.agentauth.vault.EnvironmentKeys;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Access tokens that token-refresher sealed under the keys of their environments, which connection-service has made. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class EnvironmentKeysComponentTest {
    private static final Accounts.Life LIFE = new Accounts.Life(Duration.ofMinutes(1), Duration.ofHours(1));

    private final EnvironmentId acme = EnvironmentId.next();
    private final EnvironmentId other = EnvironmentId.next();

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    @Inject
    InstallationSeal seal;

    @Inject
    WrappingKeys wrappingKeys;

    @Inject
    @Readiness
    KeysetAtStart keyset;

    private EnvironmentKeys maker;

    @BeforeEach
    void ready() {
        Neighbours.reset();
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        await().atMost(Duration.ofSeconds(8)).until(() -> keyset.call().getStatus() == Status.UP);
        await().atMost(Duration.ofSeconds(10)).until(seal::isOpen);
        maker = EnvironmentKeys.in(EnvironmentKeyFolder.at(Neighbours.environmentKeys()), true);
        maker.make(acme.value());
        maker.make(other.value());
    }

    @Test
    @DisplayName(
            "F5: a shredded environment's tokens are handed out no more once this process has looked, others' and those from before are")
    void whatIsShreddedIsNotHandedOut() {
        Account theirs = account(acme, "theirs");
        Account others = account(other, "others");
        Account before = accounts.active(other, "from before", LIFE.age(), LIFE.left());
        assertThat(form(theirs)).isEqualTo(2);
        assertThat(form(before)).isEqualTo(1);
        read(theirs).statusCode(200).body("access_token", equalTo("theirs"));

        maker.shred(acme.value());
        wrappingKeys.environments().refresh();

        read(theirs).statusCode(not(equalTo(200))).body("access_token", equalTo(null));
        read(others).statusCode(200).body("access_token", equalTo("others"));
        read(before).statusCode(200).body("access_token", equalTo("from before"));
    }

    @Test
    @DisplayName("F5: sealed under the key of one environment, a token does not open in another")
    void anotherEnvironmentsKeyDoesNotOpenIt() {
        Account theirs = account(acme, "theirs");
        Account others = account(other, "others");
        accounts.sql(
                "update access_token set sealed = (select sealed from access_token where account_id = $2) where account_id = $1",
                Tuple.of(others.id().value(), theirs.id().value()));

        read(others).statusCode(not(equalTo(200))).body("access_token", equalTo(null));
        read(theirs).statusCode(200);
    }

    @Test
    @DisplayName(
            "F7: while an environment's key is lost its tokens are key_service_unavailable, and they are there again when it is")
    void aLostKeyIsMissed() throws IOException {
        Account theirs = account(acme, "theirs");
        Account others = account(other, "others");
        Path key = Neighbours.environmentKeys().resolve(acme.value() + ".key");
        Path aside = key.resolveSibling(acme.value() + ".aside");
        Files.move(key, aside);

        read(theirs)
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("key_service_unavailable"))
                .body("access_token", equalTo(null));
        read(others).statusCode(200).body("access_token", equalTo("others"));
        assertThat(status(theirs)).isEqualTo("active");

        Files.move(aside, key);
        read(theirs).statusCode(200).body("access_token", equalTo("theirs"));
    }

    private Account account(EnvironmentId environment, String token) {
        Account account = accounts.insert(environment, "active", 1);
        accounts.putToken(
                account, token, 1, LIFE, AeadVault.of(Neighbours.KEYSET).withKeysOf(maker));
        return account;
    }

    private int form(Account account) {
        return accounts.sql(
                        "select get_byte(sealed, 0) from access_token where account_id = $1",
                        Tuple.of(account.id().value()))
                .getFirst()
                .getInteger(0);
    }

    private String status(Account account) {
        return accounts.sql(
                        "select status from account where id = $1",
                        Tuple.of(account.id().value()))
                .getFirst()
                .getString(0);
    }

    private static ValidatableResponse read(Account account) {
        return given().header(
                        "Authorization",
                        "Bearer " + Neighbours.SIGNER.caller(ApiKeyId.next(), account.environment(), "tokens:read"))
                .get("/v1/accounts/" + account.id() + "/token")
                .then();
    }
}
