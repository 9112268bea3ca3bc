// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.account.Accounts;
import io.agentauth.account.Accounts.Account;
import io.agentauth.account.Neighbours;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.events.AccountPaused;
import io.agentauth.events.Actor;
import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.TokenRead;
import io.agentauth.events.TokenRefreshFailed;
import io.agentauth.events.TokenRefreshed;
import io.agentauth.events.Topic;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.EventSubscriber;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sensitive;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class TrailComponentTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final EnvironmentId environment = EnvironmentId.next();
    private final ApiKeyId key = ApiKeyId.next();
    private final String caller =
            Neighbours.SIGNER.caller(key, environment, "tokens:read", "events:read", "audit:read");

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    @Inject
    Database database;

    @Inject
    Outbox outbox;

    @Inject
    Reads reads;

    @BeforeEach
    void ready() {
        await().atMost(SOON).until(migration::isDone);
        Neighbours.reset();
    }

    @Test
    @DisplayName("C10, J3: changes and reads are in the trail once, by filter, and no other environment's")
    void changesAndReadsAreInTheTrailOnceAndByFilter() {
        // Given
        Account account = accounts.active(environment, "token", Duration.ofMinutes(1), Duration.ofHours(1));
        Account other = accounts.active(environment, "token", Duration.ofMinutes(1), Duration.ofHours(1));
        append(paused(account, 1), paused(account, 2), paused(other, 1));
        await().atMost(SOON)
                .until(
                        () -> read("/v1/accounts/" + account.id() + "/token").getString("access_token"),
                        "token"::equals);
        read("/v1/accounts/" + account.id() + "/token?acting_user=u1");
        read("/v1/accounts/" + other.id() + "/token");

        // When
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(types("/v1/audit?limit=100")).hasSize(6));

        // Then
        String of = "/v1/audit?account_id=" + account.id();
        assertThat(types(of))
                .containsExactly(
                        "agent-auth.token-read.v1",
                        "agent-auth.token-read.v1",
                        "agent-auth.account-paused.v1",
                        "agent-auth.account-paused.v1");
        assertThat(read(of).getString("data[0].data.acting_user")).isEqualTo("u1");
        assertThat(read(of).getString("data[0].key_id")).isEqualTo(key.toString());
        assertThat(types(of + "&type=agent-auth.account-paused.v1")).hasSize(2);
        assertThat(types("/v1/audit?actor=system")).hasSize(3);
        assertThat(types("/v1/audit?key_id=" + key)).hasSize(3);
        assertThat(types("/v1/audit?key_id=" + ApiKeyId.next())).isEmpty();
        assertThat(types("/v1/audit?to=" + Instant.now().minusSeconds(3600))).isEmpty();
        assertThat(pages("/v1/audit?limit=4", "id")).hasSize(6).doesNotHaveDuplicates();
        given().header("Authorization", "Bearer " + Neighbours.SIGNER.caller(key, EnvironmentId.next(), "audit:read"))
                .get("/v1/audit?account_id=" + account.id())
                .then()
                .statusCode(200)
                .body("data.size()", org.hamcrest.Matchers.equalTo(0));
        given().header("Authorization", "Bearer " + caller)
                .get("/v1/audit?cursor=x")
                .then()
                .statusCode(400);
    }

    @Test
    @DisplayName("H3: a key that asks for what it may not do is in the trail, by its id and once however often it asks")
    void aRefusalIsInTheTrail() {
        ApiKeyId curious = ApiKeyId.next();
        String bearer = Neighbours.SIGNER.caller(curious, environment, "accounts:read");
        for (int i = 0; i < 20; i++) {
            given().header("Authorization", "Bearer " + bearer)
                    .get("/v1/accounts/" + AccountId.next() + "/token")
                    .then()
                    .statusCode(403);
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(types("/v1/audit?key_id=" + curious))
                // The requests may be in two minutes.
                .hasSizeBetween(1, 2)
                .containsOnly("agent-auth.api-key-refused.v1"));
        assertThat(read("/v1/audit?key_id=" + curious).getString("data[0].data.reason"))
                .isEqualTo("tokens.read");
    }

    @Test
    void theFeedGivesEachEventOnceInOrderAndWaitsForTheNext() {
        // Given
        Account account = accounts.insert(environment, "active", 1);
        append(paused(account, 1), paused(account, 2), paused(account, 3));
        await().atMost(SOON).untilAsserted(() -> assertThat(types("/v1/events")).hasSize(3));
        String cursor = read("/v1/events").getString("next_cursor");
        assertThat(read("/v1/events").getList("data.data.version", Integer.class))
                .containsExactly(1, 2, 3);
        assertThat(types("/v1/events?cursor=" + cursor)).isEmpty();

        // When
        append(paused(account, 4));
        JsonPath next = read("/v1/events?wait=10s&cursor=" + cursor);

        // Then
        assertThat(next.getList("data.data.version", Integer.class)).containsExactly(4);
        assertThat(next.getString("data[0].subject")).isEqualTo(account.id().toString());
        assertThat(types("/v1/accounts/" + account.id() + "/events")).hasSize(4);
        given().header("Authorization", "Bearer " + caller)
                .get("/v1/accounts/"
                        + accounts.insert(EnvironmentId.next(), "active", 1).id() + "/events")
                .then()
                .statusCode(404);
    }

    @Test
    @DisplayName("C11: an event whose environment is not its account's is set aside, and is in no feed and no trail")
    void anEventOfAnotherEnvironmentIsSetAside() {
        Account foreign = accounts.insert(EnvironmentId.next(), "active", 1);
        Account account = accounts.insert(environment, "active", 1);

        append(paused(foreign, 1), paused(account, 2));

        await().atMost(SOON).untilAsserted(() -> assertThat(types("/v1/events")).hasSize(1));
        assertThat(read("/v1/events").getString("data[0].subject"))
                .isEqualTo(account.id().toString());
        await().atMost(SOON).untilAsserted(() -> assertThat(accounts.sql(
                        "select 1 from event_refused where account_id = $1 and environment_id = $2",
                        Tuple.of(foreign.id().value(), environment.value())))
                .hasSize(1));
        assertThat(types("/v1/events")).hasSize(1);
        assertThat(types("/v1/audit")).hasSize(1);
    }

    @Test
    void aTokenThatIsDueIsAnnouncedOnceAVersion() {
        Account account = accounts.active(environment, "t", Duration.ofMinutes(1), Duration.ofHours(1));
        Account ended = accounts.active(environment, "t", Duration.ofMinutes(1), Duration.ofHours(1));
        accounts.sql(
                "update account set status = 'disconnected', generation_ended = 1 where id = $1",
                Tuple.of(ended.id().value()));
        accounts.sql(
                "update access_token set due_at = now() where account_id = $1",
                Tuple.of(account.id().value()));
        accounts.sql(
                "update access_token set due_at = now() where account_id = $1",
                Tuple.of(ended.id().value()));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(types("/v1/events")).containsExactly("agent-auth.token-expiring.v1"));
        assertThat(read("/v1/events").getString("data[0].data.account_id"))
                .isEqualTo(account.id().toString());
        assertThat(accounts.sql(
                        "select 1 from access_token where announced_at is null and due_at is not null and account_id = any ($1)",
                        Tuple.of(new java.util.UUID[] {
                            account.id().value(), ended.id().value()
                        })))
                .isEmpty();
    }

    @Test
    void whatWasNeverPushedIsPulled() {
        // Given
        Account account = accounts.active(environment, "old", Duration.ofMinutes(1), Duration.ofHours(1));
        Place place = new Place(environment.value(), account.id().value(), "main", "access_token", 1, 2);
        JsonObject push = new JsonObject()
                .put("epoch", 0)
                .put("environment_id", environment.toString())
                .put("account_id", account.id().toString())
                .put("slot", "main")
                .put("generation", 1)
                .put("version", 2)
                .put(
                        "sealed_token",
                        Neighbours.VAULT.seal(Sensitive.of("pulled"), place).toBase64())
                .put("token_type", "Bearer")
                .put("received_at", Instant.now().toString());
        Neighbours.answer("/internal/grants/pull", new JsonObject().put("tokens", new JsonArray().add(push)));

        // When
        append(new TokenRefreshed(environment, account.id(), account.connection(), "emulated", "main", 1, 2, "due"));
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        read("/v1/accounts/" + account.id() + "/token").getString("access_token"))
                .isEqualTo("pulled"));
        append(
                new TokenRefreshed(environment, account.id(), account.connection(), "emulated", "main", 1, 2, "due"),
                new TokenRefreshFailed(
                        environment,
                        account.id(),
                        account.connection(),
                        "emulated",
                        "main",
                        1,
                        2,
                        "ended",
                        "user_revoked"));

        // Then
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(types("/v1/events")).contains("agent-auth.account-expired.v1"));
        assertThat(Neighbours.seen("/internal/grants/pull")).hasSize(1);
    }

    @Test
    void readsArePublishedAndTheAccountWasUsed() {
        // Given
        Account account = accounts.active(environment, "token", Duration.ofMinutes(1), Duration.ofHours(1));
        await().atMost(SOON)
                .until(
                        () -> read("/v1/accounts/" + account.id() + "/token").getString("access_token"),
                        "token"::equals);
        read("/v1/accounts/" + account.id() + "/token");

        // Then
        await().atMost(SOON).untilAsserted(() -> assertThat(reads.of(account)).hasSize(2));
        assertThat(reads.of(account)).allSatisfy(event -> {
            TokenRead read = (TokenRead) event.data();
            assertThat(read.keyId()).isEqualTo(key);
            assertThat(read.version()).isEqualTo(1);
        });
        assertThat(accounts.sql(
                                "select last_used_at from account where id = $1",
                                Tuple.of(account.id().value()))
                        .getFirst()
                        .getOffsetDateTime(0))
                .isNotNull();
        assertThat(accounts.sql("select 1 from access_tail where xid > '0'", Tuple.tuple()))
                .hasSize(1);
    }

    /** What a subscriber of the access topic sees. */
    @ApplicationScoped
    static class Reads implements EventSubscriber {
        private final Queue<PublishedEvent> seen = new ConcurrentLinkedQueue<>();

        @Override
        public String consumer() {
            return "test.reads";
        }

        @Override
        public Set<Topic> topics() {
            return EnumSet.of(Topic.ACCESS);
        }

        @Override
        public Uni<Void> receive(List<PublishedEvent> events) {
            seen.addAll(events);
            return Uni.createFrom().voidItem();
        }

        List<PublishedEvent> of(Account account) {
            return seen.stream()
                    .filter(event -> event.subject().equals(account.id().toString()))
                    .toList();
        }
    }

    private AgentAuthEvent paused(Account account, long version) {
        return new AccountPaused(environment, account.id(), account.connection(), "emulated", 1, version, Actor.SYSTEM);
    }

    private void append(AgentAuthEvent... events) {
        Accounts.get(database.asWorker(tx ->
                outbox.append(tx, List.of(events).stream().map(NewEvent::of).toList())));
    }

    private JsonPath read(String path) {
        return given().header("Authorization", "Bearer " + caller).get(path).jsonPath();
    }

    private List<String> types(String path) {
        return read(path).getList("data.type", String.class);
    }

    private List<String> pages(String path, String member) {
        List<String> all = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = read(path + "&cursor=" + cursor);
            all.addAll(page.getList("data." + member, String.class));
            cursor = page.getString("next_cursor");
        }
        return all;
    }
}
