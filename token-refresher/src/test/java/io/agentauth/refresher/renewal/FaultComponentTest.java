// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.grant.Claim;
import io.agentauth.refresher.grant.Claims;
import io.agentauth.refresher.grant.Lease;
import io.agentauth.refresher.journal.JournalEntry;
import io.agentauth.refresher.renewal.TruthfulProvider.Family;
import io.agentauth.refresher.renewal.TruthfulProvider.Rotating;
import io.agentauth.refresher.renewal.TruthfulProvider.Spoilt;
import io.agentauth.refresher.renewal.World.Link;
import io.agentauth.refresher.renewal.World.Owner;
import io.agentauth.testkit.Servers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(Scaled.class)
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class FaultComponentTest {
    private static final Duration SOON = ofSeconds(60);
    private static final Duration MINUTES = ofMinutes(5);
    private static final Lease DEAD = new Lease(UUID.randomUUID(), ofMillis(4_500), ofMillis(1_500), ofMillis(2_500));

    @Inject
    World world;

    @Inject
    Worker worker;

    @Inject
    @Readiness
    Unsettled unsettled;

    @ConfigProperty(name = "DATABASE_URL_JDBC")
    String database;

    private final TruthfulProvider provider = new TruthfulProvider();

    @BeforeEach
    void prepare() {
        await().atMost(ofSeconds(60)).until(() -> world.keys.isUsable());
        Peers.reset();
        provider.attach();
        world.clear();
    }

    @Test
    @DisplayName("R8, R12: deleted while in flight: the result is an orphan, its token revoked, and nothing is adopted")
    void deletedInFlight() {
        Link link = world.connect(RotationClass.R);
        end(new Owner(link, AccountId.next()), 1);
        provider.gate = new CompletableFuture<>();
        Owner owner = world.grant(link, consent(Rotating.FAMILY_DIES).current, ZERO, MINUTES);
        await().atMost(SOON).until(() -> provider.presentations() == 1);

        JsonObject answer = end(owner, 1);
        provider.gate.complete(null);

        assertThat(answer.getJsonArray("receipts"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("slot", "default")
                                .put("generation", 1)
                                .put("status", "revoked")));
        await().atMost(SOON).untilAsserted(() -> assertThat(provider.revoked).hasSize(2));
        assertThat(world.status(owner)).isEqualTo("ended");
        assertThat(world.one(String.class, "select reason from orphan where account_id = $1", owner))
                .isEqualTo("ended");
        assertThat(Peers.ADOPTED).isEmpty();
        assertThat(end(owner, 1)).isEqualTo(answer);
    }

    @Test
    @DisplayName("R8, R12: reconnected while in flight: the new grant wins, the old result is an orphan")
    void reconnectedInFlight() {
        provider.gate = new CompletableFuture<>();
        Owner owner = world.grant(world.connect(RotationClass.R), consent(Rotating.FAMILY_DIES).current, ZERO, MINUTES);
        await().atMost(SOON).until(() -> provider.presentations() == 1);

        world.consent(owner, 2, provider.consent("new", Rotating.FAMILY_DIES).current, ofMinutes(1), MINUTES);
        provider.gate.complete(null);

        await().atMost(SOON)
                .until(() -> world.one(Long.class, "select count(*) from orphan where account_id = $1", owner) == 1);
        assertThat(world.status(owner)).isEqualTo("live");
        assertThat(world.version(owner)).isEqualTo(1);
        assertThat(provider.families.get("new").presented).isEmpty();
    }

    @Test
    @DisplayName(
            "R7: a commit that is impossible at CP8 goes to the journal, readiness turns red, and it is committed when it can be")
    void commitImpossible() throws SQLException {
        Instant before = Instant.now().minusSeconds(5);
        sql("alter table \"grant\" add constraint broken check (version < 2) not valid");
        Owner owner = world.grant(world.connect(RotationClass.R), consent(Rotating.FAMILY_DIES).current, ZERO, MINUTES);
        try {
            await().atMost(SOON).until(() -> unsettled.call().getStatus() == Status.DOWN);
            await().atMost(SOON).until(() -> World.await(world.journal.since(before)).values().stream()
                    .anyMatch(entry -> entry.accountId().equals(owner.account()) && entry.version() == 2));
        } finally {
            sql("alter table \"grant\" drop constraint broken");
        }

        await().atMost(SOON).until(() -> world.version(owner) == 2);
        await().atMost(SOON).until(() -> unsettled.call().getStatus() == Status.UP);
        assertThat(provider.presentations()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "R7, R8: an attempt whose owner died after it wrote the journal is settled from there, and not presented")
    void settledFromTheJournal() {
        Family family = consent(Rotating.FAMILY_DIES);
        Owner owner = world.grant(world.connect(RotationClass.S), family.current, ofMinutes(1), MINUTES);
        Lease lease = new Lease(UUID.randomUUID(), ofMillis(4_500), ofMillis(1_500), ofMillis(2_500));
        Claim claim = World.await(world.claims.one(lease, grant(owner), 1)).orElseThrow();

        World.await(world.journal.keep(JournalEntry.of(world.answer(claim, "rt-a-2"))));

        await().atMost(SOON).until(() -> adopted(owner, 2));
        assertThat(world.version(owner)).isEqualTo(2);
        assertThat(world.unresolved(owner)).isZero();
        assertThat(family.presented).isEmpty();
    }

    @Test
    @DisplayName("R11: nobody presents a dead owner's token before its hold has passed; then it is presented once more")
    void deadOwner() {
        Family family = consent(Rotating.OLD_DIES);
        Owner owner = world.grant(world.connect(RotationClass.S), family.current, ofMinutes(1), MINUTES);
        Lease lease = new Lease(UUID.randomUUID(), ofMillis(4_500), ofMillis(1_500), ofMillis(2_500));
        Claim claim = World.await(world.claims.one(lease, grant(owner), 1)).orElseThrow();
        long claimed = System.nanoTime();

        await().atMost(SOON).until(() -> !family.presented.isEmpty());

        assertThat(Duration.ofNanos(System.nanoTime() - claimed)).isGreaterThan(ofMillis(2_400));
        await().atMost(SOON).until(() -> world.version(owner) == 2);
        assertThat(family.presented).hasSize(1);
        assertThat(world.one(Integer.class, "select presentations from attempt where account_id = $1", owner))
                .isEqualTo(2);
        assertThat(claim.presentation()).isEqualTo(1);
    }

    @Test
    @DisplayName("invariant I18: attempts that are held, however many, do not keep others from their recovery")
    void notBehindOthersHolds() {
        Owner waiting = world.grant(world.connect(RotationClass.R), "of another provider", ofMinutes(1), MINUTES);
        var _ = World.await(world.claims.one(DEAD, grant(waiting), 1)).orElseThrow();
        world.sql(
                """
                with more as (
                    insert into "grant" (id, environment_id, account_id, connection_id, provider, slot, generation, version, status, client_id,
                                         scopes, token_type, token_hash, access_token, received_at, expires_at, failures, health, lease_owner,
                                         lease_fence, pushed_version)
                    select gen_random_uuid(), g.environment_id, gen_random_uuid(), g.connection_id, g.provider, g.slot, 1, 1, 'live', g.client_id,
                           g.scopes, g.token_type, g.token_hash, g.access_token, g.received_at, g.expires_at, 0, 'healthy', g.lease_owner, 1, 1
                      from "grant" as g, generate_series(1, 400) where g.account_id = $1
                    returning *
                )
                insert into attempt (id, kind, grant_id, environment_id, account_id, slot, generation, parent_hash, owner, fence, deadline,
                                     hold_until)
                select gen_random_uuid(), 'refresh', m.id, m.environment_id, m.account_id, m.slot, 1, m.token_hash, m.lease_owner, 1,
                       now() - interval '1 hour', now() - interval '1 hour'
                  from more as m
                """,
                Tuple.of(waiting.account().value()));
        Family family = consent(Rotating.OLD_DIES);
        Owner owner = world.grant(world.connect(RotationClass.S), family.current, ofMinutes(1), MINUTES);
        var _ = World.await(world.claims.one(DEAD, grant(owner), 1)).orElseThrow();

        await().atMost(SOON).until(() -> world.version(owner) == 2);
        assertThat(family.presented).hasSize(1);
        assertThat(world.unresolved(waiting)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "R5: what this process was too slow to send is tried again in seconds, also when the access token is gone")
    void claimedTooLongAgo() {
        Family family = consent(Rotating.REPLAYS);
        Owner owner = world.grant(world.connect(RotationClass.G), family.current, ofMinutes(1), ofMillis(1));
        Lease lease = new Lease(UUID.randomUUID(), ofMillis(4_500), ofMillis(1_500), ofMillis(2_500));
        Claim claim = World.await(world.claims.one(lease, grant(owner), 1)).orElseThrow();

        var _ = World.await(worker.take(World.since(claim, ofSeconds(1)), "test", null));

        await().atMost(SOON).until(() -> world.version(owner) == 2);
        assertThat(family.presented).hasSize(1);
        assertThat(world.one(
                        String.class,
                        "select reason from attempt where account_id = $1 order by created_at limit 1",
                        owner))
                .isEqualTo("claimed_too_long_ago");
    }

    @Test
    @DisplayName("R3: two claims of one grant: one gets it")
    void oneClaim() {
        Owner owner = world.grant(
                world.connect(RotationClass.R), consent(Rotating.FAMILY_DIES).current, ofMinutes(1), MINUTES);
        Claims claims = world.claims;
        Lease one = new Lease(UUID.randomUUID(), ofSeconds(135), ofSeconds(45), ofSeconds(150));
        Lease other = new Lease(UUID.randomUUID(), ofSeconds(135), ofSeconds(45), ofSeconds(150));

        assertThat(World.await(claims.one(one, grant(owner), 1))).isPresent();
        assertThat(World.await(claims.one(other, grant(owner), 1))).isEmpty();
        assertThat(world.unresolved(owner)).isEqualTo(1);
    }

    @Test
    @DisplayName("class G: an answer lost after the rotation is heard again at once")
    void classG() {
        Owner owner = spoilt(RotationClass.G, Rotating.REPLAYS, Spoilt.RESET);

        await().atMost(SOON).until(() -> world.version(owner) == 2);
        assertThat(provider.presentations()).isEqualTo(2);
        assertThat(provider.overlaps()).isZero();
    }

    @Test
    @DisplayName("class N: a lost answer costs a retry")
    void classN() {
        Owner owner = spoilt(RotationClass.N, Rotating.NONE, Spoilt.STATUS_500);

        await().atMost(SOON).until(() -> world.version(owner) == 2);
        assertThat(provider.presentations()).isEqualTo(2);
    }

    @Test
    @DisplayName("class S: an answer lost after the rotation is the one loss: presented again once, refused, ended")
    void classS() {
        Owner owner = spoilt(RotationClass.S, Rotating.OLD_DIES, Spoilt.STATUS_500);

        await().atMost(SOON).until(() -> world.status(owner).equals("dead"));
        await().atMost(SOON).until(() -> Peers.OUTCOMES.stream()
                .anyMatch(outcome -> outcome.getString("kind").equals("grant_ended")));
        assertThat(provider.presentations()).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "class R: after a lost answer the token is held until the access token has expired; the account stays usable till then")
    void classR() {
        provider.life = ofMinutes(5);
        Owner owner = spoilt(RotationClass.R, Rotating.FAMILY_DIES, Spoilt.STATUS_500);
        await().atMost(SOON).until(() -> world.unresolved(owner) == 1 && provider.presentations() == 1);
        assertThat(world.status(owner)).isEqualTo("live");

        world.sql(
                "update \"grant\" set expires_at = now() where account_id = $1",
                Tuple.of(owner.account().value()));
        world.sql(
                "update attempt set hold_until = now(), deadline = now() where account_id = $1",
                Tuple.of(owner.account().value()));

        await().atMost(SOON).until(() -> world.status(owner).equals("dead"));
        assertThat(provider.presentations()).isEqualTo(2);
    }

    private static boolean adopted(Owner owner, long version) {
        return Peers.ADOPTED.stream()
                .anyMatch(token ->
                        token.getString("account_id").equals(owner.account().toString())
                                && token.getLong("version") == version);
    }

    private Family consent(Rotating rotating) {
        return provider.consent("a", rotating);
    }

    private Owner spoilt(RotationClass rotation, Rotating rotating, Spoilt how) {
        provider.spoilt = how;
        provider.spoil.set(1);
        return world.grant(world.connect(rotation), consent(rotating).current, ZERO, MINUTES);
    }

    private io.agentauth.ids.GrantId grant(Owner owner) {
        return new io.agentauth.ids.GrantId(
                world.one(UUID.class, "select id from \"grant\" where account_id = $1", owner));
    }

    private static JsonObject end(Owner owner, long upTo) {
        Link link = owner.link();
        JsonObject body = new JsonObject()
                .put("environment_id", link.environment().toString())
                .put("account_id", owner.account().toString())
                .put("connection_id", link.connection().toString())
                .put("up_to_generation", upTo)
                .put("revoke", true);
        return new JsonObject(Journey.post("/internal/grants/end", ServiceName.ACCOUNT_SERVICE, body)
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private void sql(String statement) throws SQLException {
        String name = database.substring(database.lastIndexOf('/') + 1);
        try (Connection all = Servers.require().superuser(name);
                var run = all.createStatement()) {
            run.execute(statement);
        }
    }
}
