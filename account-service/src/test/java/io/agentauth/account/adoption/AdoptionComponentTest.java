// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.agentauth.account.Accounts;
import io.agentauth.account.Accounts.Account;
import io.agentauth.account.Neighbours;
import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sensitive;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class AdoptionComponentTest {
    private final EnvironmentId environment = EnvironmentId.next();

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    @BeforeEach
    void ready() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        Neighbours.reset();
    }

    @Test
    @DisplayName("A11: what was granted is recorded, and what is missing is named")
    void theFirstTokenOfAGenerationMakesTheAccountActive() {
        // Given
        Account account = accounts.insert(environment, "pending_auth", 0);
        AuthorizationId authorization = waiting(account, 1);

        // When
        adopt(push(account, 1, 1)
                        .put("scopes", new JsonArray().add("mail.send"))
                        .put(
                                "provider_account",
                                new JsonObject().put("subject", "s-1").put("name", "A\0B")))
                .statusCode(200)
                .body("results[0].result", equalTo("adopted"));

        // Then
        Row row = row(account);
        assertThat(row.getString("status")).isEqualTo("active");
        assertThat(row.getLong("generation")).isEqualTo(1);
        assertThat(row.getArrayOfStrings("granted_scopes")).containsExactly("mail.send");
        assertThat(row.getArrayOfStrings("missing_scopes")).containsExactly("mail.read");
        assertThat(row.getString("provider_name")).isEqualTo("AB");
        assertThat(row.getLong("version")).isEqualTo(2);
        assertThat(statusOf(authorization)).isEqualTo("succeeded");
        assertThat(events(account))
                .containsExactly("agent-auth.authorization-completed.v1", "agent-auth.account-activated.v1");
    }

    @Test
    @DisplayName("A13: a change of person at the provider is in the trail, and nothing of the one before stays")
    void anotherPersonIsNoticed() {
        Account account = accounts.insert(environment, "pending_auth", 0);
        JsonObject ada = new JsonObject()
                .put("subject", "s-1")
                .put("email", "ada@example.com")
                .put("name", "Ada");
        adopt(push(account, 1, 1).put("provider_account", ada)).statusCode(200);
        adopt(push(account, 2, 1).put("provider_account", ada.copy().putNull("email")))
                .statusCode(200);
        assertThat(row(account).getString("provider_email")).isEqualTo("ada@example.com");
        assertThat(events(account)).doesNotContain("agent-auth.provider-account-changed.v1");

        adopt(push(account, 3, 1).put("provider_account", new JsonObject().put("subject", "s-2")))
                .statusCode(200);

        assertThat(row(account).getString("provider_subject")).isEqualTo("s-2");
        assertThat(row(account).getString("provider_email")).isNull();
        assertThat(row(account).getString("provider_name")).isNull();
        assertThat(events(account)).contains("agent-auth.provider-account-changed.v1");
    }

    @Test
    @DisplayName("B6 QuickBooks: what the provider told is kept until it tells otherwise, or somebody consents anew")
    void whatIsToldIsKept() {
        Account account = accounts.insert(environment, "pending_auth", 0);
        JsonObject first = new JsonObject().put("realm", "r-1").put("host", "one.example");
        JsonArray sites = new JsonArray()
                .add(new JsonObject().put("id", "s-1").put("name", "One").putNull("url"));
        adopt(push(account, 1, 1).put("facts", first).put("sites", sites)).statusCode(200);
        assertThat(row(account).getJsonArray("sites")).isEqualTo(sites);
        assertThat(row(account).getJsonObject("facts")).isEqualTo(first);

        adopt(push(account, 1, 2).put("facts", new JsonObject().put("host", "two.example")))
                .statusCode(200);
        assertThat(row(account).getJsonObject("facts")).isEqualTo(first.copy().put("host", "two.example"));

        adopt(push(account, 1, 3)).statusCode(200);
        assertThat(row(account).getJsonObject("facts").getString("realm")).isEqualTo("r-1");
        assertThat(row(account).getJsonArray("sites")).isEqualTo(sites);

        adopt(push(account, 2, 1).put("facts", new JsonObject().put("host", "one.example")))
                .statusCode(200);
        assertThat(row(account).getJsonObject("facts")).isEqualTo(new JsonObject().put("host", "one.example"));
    }

    @Test
    void aScopeIsNotMissingIfAnotherThatWasGrantedIncludesIt() {
        Account account = accounts.insert(environment, "pending_auth", 0);
        var _ = waiting(account, 1);
        accounts.sql(
                """
                insert into connection_copy (connection_id, environment_id, version, provider, provider_name, auth_type, scopes, scope_words,
                                             scope_covers, slots, authorize_origin)
                values ($1, $2, 1, 'emulated', 'Emulated', 'oauth2', '{}', '[]', '{"mail": ["mail.read"]}', '{main}', '')
                """,
                Tuple.of(account.connection().value(), environment.value()));

        adopt(push(account, 1, 1).put("scopes", new JsonArray().add("mail"))).statusCode(200);

        assertThat(row(account).getArrayOfStrings("granted_scopes")).containsExactly("mail");
        assertThat(row(account).getArrayOfStrings("missing_scopes")).containsExactly("mail.send");
    }

    @Test
    void aSetIsAdoptedAtOnceAndASecondTimeIsANoOp() {
        List<Account> several = IntStream.range(0, 50)
                .mapToObj(_ -> accounts.insert(environment, "active", 1))
                .toList();
        JsonObject[] pushes = several.stream().map(one -> push(one, 1, 3)).toArray(JsonObject[]::new);

        adopt(pushes).body("results.findAll { it.result == 'adopted' }.size()", equalTo(50));
        adopt(pushes).body("results.findAll { it.result == 'known' }.size()", equalTo(50));

        several.forEach(one -> {
            assertThat(row(one).getLong("version")).isEqualTo(2);
            assertThat(events(one)).isEmpty();
            assertThat(row(one).getOffsetDateTime("last_refreshed_at")).isNotNull();
        });
    }

    @Test
    @DisplayName("R20: token-refresher hears how far accounts are, and nothing of another environment's")
    void standings() {
        Account account = accounts.insert(environment, "active", 1);
        adopt(push(account, 1, 3).put("provider_account", new JsonObject().put("subject", "s-1")));
        Account untouched = accounts.insert(environment, "disconnected", 2);
        accounts.sql(
                "update account set generation_ended = 2 where id = $1",
                Tuple.of(untouched.id().value()));
        Account deleted = accounts.insert(environment, "active", 1);
        accounts.sql(
                "update account set deleted_at = now(), generation_last = 7 where id = $1",
                Tuple.of(deleted.id().value()));
        Account foreign = accounts.insert(EnvironmentId.next(), "active", 1);
        JsonArray asked = new JsonArray();
        List.of(account, untouched, deleted, foreign)
                .forEach(one -> asked.add(new JsonObject()
                        .put("environment_id", environment.toString())
                        .put("account_id", one.id().toString())));

        ValidatableResponse answer = post("/internal/tokens/standings", new JsonObject().put("accounts", asked))
                .statusCode(200)
                .body("standings.size()", equalTo(3));

        String known = "standings.find { it.account_id == '%s' }.";
        answer.body(known.formatted(account.id()) + "tokens[0].version", equalTo(3))
                .body(known.formatted(account.id()) + "tokens[0].generation", equalTo(1))
                .body(known.formatted(account.id()) + "person.subject", equalTo("s-1"))
                .body(known.formatted(untouched.id()) + "generation_ended", equalTo(2))
                .body(known.formatted(untouched.id()) + "tokens.size()", equalTo(0))
                .body(known.formatted(deleted.id()) + "generation_ended", equalTo(7));
    }

    @Test
    void foreignUnknownAndEndedAccountsAnswerSo() {
        Account foreign = accounts.insert(EnvironmentId.next(), "active", 1);
        Account nobody = new Account(environment, AccountId.next(), foreign.connection());
        Account ended = accounts.insert(environment, "disconnected", 2);
        accounts.sql(
                "update account set generation_ended = 2 where id = $1",
                Tuple.of(ended.id().value()));
        Account deleted = accounts.insert(environment, "active", 1);
        accounts.sql(
                "update account set deleted_at = now() where id = $1",
                Tuple.of(deleted.id().value()));

        adopt(
                        push(foreign, 1, 1).put("environment_id", environment.toString()),
                        push(nobody, 1, 1),
                        push(ended, 2, 7),
                        push(deleted, 1, 1))
                .body("results.result", contains("unknown_account", "unknown_account", "lost", "lost"));
        assertThat(accounts.count("access_token", ended.id().value())).isZero();
    }

    @Test
    void aGrantThatEndedExpiresTheAccountAndOffersALink() {
        // Given
        Account account = accounts.insert(environment, "active", 1);
        adopt(push(account, 1, 2));
        JsonObject old = outcome("grant_ended", account).put("version", 1).put("reason", "user_revoked");
        JsonObject ended = outcome("grant_ended", account).put("version", 2).put("reason", "refresh_token_expired");

        // When
        tell(old).body("results[0].result", equalTo("applied"));
        assertThat(row(account).getString("status")).isEqualTo("active");
        tell(ended).body("results[0].result", equalTo("applied"));
        tell(ended).body("results[0].result", equalTo("known"));

        // Then
        Row row = row(account);
        assertThat(row.getString("status")).isEqualTo("expired");
        assertThat(row.getString("status_reason")).isEqualTo("refresh_token_expired");
        assertThat(row.getLong("generation_reauth")).isEqualTo(2);
        assertThat(events(account))
                .containsExactly("agent-auth.account-expired.v1", "agent-auth.authorization-started.v1");
        adopt(push(account, 2, 1)).body("results[0].result", equalTo("adopted"));
        assertThat(row(account).getString("status")).isEqualTo("active");
        assertThat(events(account))
                .endsWith("agent-auth.authorization-completed.v1", "agent-auth.account-activated.v1");
    }

    @Test
    void healthChangesBesideTheStatusAndALaterTokenHeals() {
        Account account = accounts.insert(environment, "active", 1);
        adopt(push(account, 1, 1));

        tell(outcome("health", account).put("health", "refresh_due"));
        assertThat(row(account).getString("health")).isEqualTo("refresh_due");
        tell(outcome("health", account).put("health", "degraded"));
        assertThat(row(account).getString("health")).isEqualTo("degraded");
        assertThat(row(account).getString("status")).isEqualTo("active");
        assertThat(events(account)).hasSize(2).containsOnly("agent-auth.account-updated.v1");

        adopt(push(account, 1, 2));
        assertThat(row(account).getString("health")).isEqualTo("healthy");
        assertThat(events(account)).hasSize(3);
    }

    @Test
    void anAuthorizationThatFailedLeavesTheAccountAsItWas() {
        Account account = accounts.insert(environment, "active", 1);
        AuthorizationId authorization = waiting(account, 2);

        tell(outcome("authorization_failed", account)
                .put("generation", 2)
                .put("authorization_id", authorization.toString())
                .put("status", "denied")
                .put("reason", "access_denied"));

        assertThat(statusOf(authorization)).isEqualTo("denied");
        assertThat(row(account).getString("status")).isEqualTo("active");
        assertThat(events(account)).containsExactly("agent-auth.authorization-failed.v1");
    }

    @Test
    @DisplayName("H9: only token-refresher may push tokens")
    void onlyTokenRefresherMayPush() {
        given().contentType("application/json")
                .body("{\"tokens\":[]}")
                .post("/internal/tokens/adopt")
                .then()
                .statusCode(401);
        given().contentType("application/json")
                .header(
                        "Agent-Auth-Service",
                        "Bearer " + Neighbours.SIGNER.service(ServiceName.CALLBACK_GATEWAY, "account-service"))
                .body("{\"tokens\":[]}")
                .post("/internal/tokens/adopt")
                .then()
                .statusCode(403);
    }

    private AuthorizationId waiting(Account account, long generation) {
        AuthorizationId id = AuthorizationId.next();
        accounts.sql(
                """
                insert into authorization_attempt (id, environment_id, account_id, connection_id, generation, handle_hash, scopes, link_expires_at)
                values ($1, $2, $3, $4, $5, $6, '{mail.send,mail.read}', now() + interval '1 hour')
                """,
                Tuple.tuple()
                        .addUUID(id.value())
                        .addUUID(environment.value())
                        .addUUID(account.id().value())
                        .addUUID(account.connection().value())
                        .addLong(generation)
                        .addValue(Buffer.buffer(id.toString())));
        return id;
    }

    private Row row(Account account) {
        return accounts.sql(
                        "select * from account where id = $1",
                        Tuple.of(account.id().value()))
                .getFirst();
    }

    private String statusOf(AuthorizationId authorization) {
        return accounts.sql("select status from authorization_attempt where id = $1", Tuple.of(authorization.value()))
                .getFirst()
                .getString(0);
    }

    private List<String> events(Account account) {
        return accounts
                .sql(
                        "select type from event where key = $1 order by sequence",
                        Tuple.of(account.id().toString()))
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static JsonObject push(Account account, long generation, long version) {
        Place place = new Place(
                account.environment().value(), account.id().value(), "main", "access_token", generation, version);
        return new JsonObject()
                .put("epoch", 0)
                .put("environment_id", account.environment().toString())
                .put("account_id", account.id().toString())
                .put("connection_id", account.connection().toString())
                .put("slot", "main")
                .put("generation", generation)
                .put("version", version)
                .put(
                        "sealed_token",
                        Neighbours.VAULT
                                .seal(Sensitive.of("token-" + version), place)
                                .toBase64())
                .put("token_type", "Bearer")
                .put("received_at", Instant.now().toString())
                .put("expires_at", Instant.now().plusSeconds(3600).toString())
                .put("scopes", new JsonArray().add("mail.send"))
                .put("of_a_later_release", true);
    }

    private static JsonObject outcome(String kind, Account account) {
        return new JsonObject()
                .put("id", UUID.randomUUID().toString())
                .put("kind", kind)
                .put("environment_id", account.environment().toString())
                .put("account_id", account.id().toString())
                .put("generation", 1)
                .put("slot", "main")
                .put("at", Instant.now().toString());
    }

    private static ValidatableResponse adopt(JsonObject... pushes) {
        return post("/internal/tokens/adopt", new JsonObject().put("tokens", new JsonArray(List.of(pushes))));
    }

    private static ValidatableResponse tell(JsonObject... outcomes) {
        return post("/internal/outcomes", new JsonObject().put("outcomes", new JsonArray(List.of(outcomes))));
    }

    private static ValidatableResponse post(String path, JsonObject body) {
        return given().contentType("application/json")
                .header(
                        "Agent-Auth-Service",
                        "Bearer " + Neighbours.SIGNER.service(ServiceName.TOKEN_REFRESHER, "account-service"))
                .body(body.encode())
                .post(path)
                .then()
                .statusCode(200);
    }
}
