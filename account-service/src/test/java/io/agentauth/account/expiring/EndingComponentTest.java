// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.expiring;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.account.Accounts;
import io.agentauth.account.Accounts.Account;
import io.agentauth.account.Neighbours;
import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sensitive;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class EndingComponentTest {
    private static final String TYPE = "agent-auth.account-expiring.v1";

    private final EnvironmentId environment = EnvironmentId.next();

    @Inject
    Accounts accounts;

    @Inject
    AnnounceEnding ending;

    @Inject
    Migration migration;

    @BeforeEach
    void ready() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        Neighbours.reset();
    }

    @Test
    @DisplayName("Q40 LinkedIn: the day is announced once a consent, two weeks ahead, and is with the account")
    void theDayIsAnnouncedOnce() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant far = now.plus(Duration.ofDays(15));
        Instant near = now.plus(Duration.ofDays(13));
        Account account = accounts.insert(environment, "pending_auth", 0);
        adopt(account, 1, 1, far.minus(Duration.ofDays(365)), far);
        announce();
        assertThat(announced(account)).isEmpty();

        adopt(account, 1, 2, near.minus(Duration.ofDays(365)), near);
        announce();
        announce();
        adopt(account, 1, 3, near.minus(Duration.ofDays(365)), near);
        announce();
        assertThat(announced(account)).containsExactly(near);
        assertThat(reconnectBy(account)).isEqualTo(near.toString());

        adopt(account, 2, 1, near.minus(Duration.ofDays(365)), near);
        announce();
        assertThat(announced(account)).as("another consent").containsExactly(near, near);
    }

    @Test
    @DisplayName("Q40 NetSuite: of a week the last quarter is time enough; nobody hears of an account that is over")
    void aWeekHasAQuarter() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Account young = accounts.insert(environment, "pending_auth", 0);
        Account old = accounts.insert(environment, "pending_auth", 0);
        Account over = accounts.insert(environment, "pending_auth", 0);
        adopt(young, 1, 1, now.minus(Duration.ofDays(5)), now.plus(Duration.ofDays(2)));
        adopt(old, 1, 1, now.minus(Duration.ofDays(6)), now.plus(Duration.ofDays(1)));
        adopt(over, 1, 1, now.minus(Duration.ofDays(4)), now.plus(Duration.ofDays(3)));
        var _ = accounts.sql(
                "update account set status = 'expired' where id = $1",
                Tuple.of(over.id().value()));
        var _ = accounts.sql(
                "update access_token set warn_at = now() where account_id = $1",
                Tuple.of(over.id().value()));

        announce();

        assertThat(announced(young)).isEmpty();
        assertThat(announced(old)).containsExactly(now.plus(Duration.ofDays(1)));
        assertThat(announced(over)).isEmpty();
    }

    private void announce() {
        var _ = ending.announce().await().atMost(Duration.ofSeconds(20));
    }

    private List<Instant> announced(Account account) {
        return accounts
                .sql(
                        "select data from event where key = $1 and type = $2 order by sequence",
                        Tuple.of(account.id().toString(), TYPE))
                .stream()
                .map(row -> new JsonObject(row.getString("data")).getInstant("reconnect_by"))
                .toList();
    }

    private String reconnectBy(Account account) {
        return accounts.sql(
                        "select grant_ends_at from token_terms_of($1, $2)",
                        Tuple.of(environment.value(), new UUID[] {account.id().value()}))
                .getFirst()
                .getOffsetDateTime(0)
                .toInstant()
                .toString();
    }

    private static void adopt(Account account, long generation, long version, Instant consented, Instant ends) {
        Place place = new Place(
                account.environment().value(), account.id().value(), "main", "access_token", generation, version);
        JsonObject push = new JsonObject()
                .put("epoch", 0)
                .put("environment_id", account.environment().toString())
                .put("account_id", account.id().toString())
                .put("connection_id", account.connection().toString())
                .put("slot", "main")
                .put("generation", generation)
                .put("version", version)
                .put(
                        "sealed_token",
                        Neighbours.VAULT.seal(Sensitive.of("token"), place).toBase64())
                .put("token_type", "Bearer")
                .put("received_at", Instant.now().toString())
                .put("expires_at", Instant.now().plusSeconds(3600).toString())
                .put("consented_at", consented.toString())
                .put("grant_ends_at", ends.toString())
                .put("scopes", new JsonArray());
        given().contentType("application/json")
                .header(
                        "Agent-Auth-Service",
                        "Bearer " + Neighbours.SIGNER.service(ServiceName.TOKEN_REFRESHER, "account-service"))
                .body(new JsonObject().put("tokens", new JsonArray().add(push)).encode())
                .post("/internal/tokens/adopt")
                .then()
                .statusCode(200);
    }
}
