// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.ids.GrantId;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.grant.Claim;
import io.agentauth.refresher.grant.Lease;
import io.agentauth.refresher.renewal.RenewalResource.Answer;
import io.agentauth.refresher.renewal.RenewalResource.Reason;
import io.agentauth.refresher.renewal.RenewalResource.Result;
import io.agentauth.refresher.renewal.TruthfulProvider.Family;
import io.agentauth.refresher.renewal.TruthfulProvider.Rotating;
import io.agentauth.refresher.renewal.World.Link;
import io.agentauth.refresher.renewal.World.Owner;
import io.agentauth.refresher.renewal.World.Replica;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When not to ask, and when to ask again. */
@QuarkusTest
@TestProfile(Scaled.class)
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class TroubleComponentTest {
    private static final Duration SOON = ofSeconds(60);
    private static final Duration MINUTES = ofMinutes(5);
    private static final Lease LEASE = new Lease(UUID.randomUUID(), ofSeconds(135), ofSeconds(45), ofSeconds(150));

    private static final String OPEN_STORMS =
            """
            select count(*) from storm where ended_at is null
               and connection_id = (select connection_id from "grant" where account_id = $1)
            """;

    @Inject
    World world;

    private final TruthfulProvider provider = new TruthfulProvider();
    private Replica replica;

    @BeforeEach
    void prepare() {
        await().atMost(ofSeconds(60)).until(() -> world.keys.isUsable());
        Peers.reset();
        provider.attach();
        world.clear();
        replica = world.replica();
    }

    @Test
    @DisplayName("R5: a claim that waited too long for its send goes back unsent, and is renewed by another claim")
    void claimedTooLongAgo() {
        Family family = provider.consent("a", Rotating.FAMILY_DIES);
        Owner owner = world.grant(world.connect(RotationClass.R), family.current, ofMinutes(1), MINUTES);

        assertThat(landing(World.since(claim(owner), ofSeconds(6))))
                .isInstanceOfSatisfying(Flight.Landing.Failed.class, failed -> assertThat(failed.reason())
                        .isEqualTo("claimed_too_long_ago"));

        assertThat(family.presented).isEmpty();
        assertThat(world.unresolved(owner)).isZero();
        assertThat(world.status(owner)).isEqualTo("live");
        assertThat(world.version(owner)).isEqualTo(1);
        await().atMost(SOON).until(() -> world.version(owner) == 2);
        assertThat(family.presented).hasSize(1);
    }

    @Test
    @DisplayName("R15, I14: Retry-After holds for every account of the connection, and for whoever asks by hand")
    void retryAfter() {
        Link link = world.connect(RotationClass.R);
        limited("120");
        Owner first = world.grant(link, provider.consent("a", Rotating.FAMILY_DIES).current, ZERO, MINUTES);
        await().atMost(SOON).until(() -> limit(first) != null && world.unresolved(first) == 0);
        Owner second = world.grant(link, provider.consent("b", Rotating.FAMILY_DIES).current, ZERO, MINUTES);

        assertThat(limit(first)).isBetween(60L, 120L);
        await().atMost(SOON).until(() -> secondsToNextTry(first) > 60 && secondsToNextTry(second) > 60);
        Answer byHand = World.await(replica.renewNow().renew(first.wants(Reason.EXPIRED, 1, 1)));
        assertThat(byHand.result()).isEqualTo(Result.FAILED);
        assertThat(byHand.reason()).isEqualTo("rate_limited");
        assertThat(byHand.retryAfterMs()).isGreaterThan(60_000);
        assertThat(Peers.PRESENTED).hasSize(1);
        assertThat(world.status(first)).isEqualTo("live");
        assertThat(world.one(Integer.class, "select failures from \"grant\" where account_id = $1", first))
                .as("its place on the ladder")
                .isZero();
    }

    @Test
    @DisplayName("R15: a Retry-After that comes with a 503 is kept as well")
    void retryAfterOfABusyProvider() {
        Peers.PROVIDER.put("/token", request -> {
            request.response().putHeader("Retry-After", "90");
            Peers.json(request, 503, new JsonObject());
        });
        Owner owner = world.grant(world.connect(RotationClass.N), "rt-a-1", ZERO, MINUTES);

        await().atMost(SOON).until(() -> limit(owner) != null && world.unresolved(owner) == 0);

        assertThat(limit(owner)).isBetween(30L, 90L);
        assertThat(Peers.PRESENTED).hasSize(1);
    }

    @Test
    @DisplayName(
            "R17, invariant I5: an account is told that its renewals fail while its token lives, and that they succeed again")
    void refreshDueIsTold() {
        Family family = provider.consent("a", Rotating.FAMILY_DIES);
        Peers.PROVIDER.put("/token", request -> Peers.json(request, 500, new JsonObject()));
        Owner owner = world.grant(world.connect(RotationClass.N), family.current, ZERO, MINUTES);

        await().atMost(SOON).untilAsserted(() -> assertThat(healths(owner)).containsExactly("refresh_due"));
        provider.attach();
        await().atMost(SOON).untilAsserted(() -> assertThat(healths(owner)).containsExactly("refresh_due", "healthy"));
        assertThat(world.status(owner)).isEqualTo("live");
    }

    private static List<String> healths(Owner owner) {
        return Peers.OUTCOMES.stream()
                .filter(outcome ->
                        outcome.getString("account_id").equals(owner.account().toString()))
                .map(outcome -> outcome.getString("health"))
                .toList();
    }

    @Test
    @DisplayName("R17: the first success after trouble brings the connection's other failing grants forward, over four"
            + " minutes")
    void spread() {
        Link link = world.connect(RotationClass.R);
        List<Owner> failing = List.of(tomorrow(link, 3), tomorrow(link, 1), tomorrow(link, 7));
        Owner givenUp = tomorrow(link, 8);
        set(givenUp, "health = 'exhausted', next_try_at = null");
        Owner healthy = tomorrow(link, 0);
        Owner elsewhere = tomorrow(world.connect(RotationClass.R), 3);
        Owner leased = tomorrow(link, 3);
        set(leased, "lease_until = now() + interval '1 hour'");
        Owner soon = tomorrow(link, 3);
        set(soon, "next_try_at = now() + interval '3 minutes'");
        Family family = provider.consent("a", Rotating.FAMILY_DIES);
        Owner back = world.grant(link, family.current, ofHours(1), MINUTES);

        set(back, "failures = 2, health = 'refresh_due', next_try_at = now()");

        await().atMost(SOON).untilAsserted(() -> assertThat(failing)
                .allSatisfy(owner -> assertThat(secondsToNextTry(owner)).isLessThanOrEqualTo(240)));
        assertThat(secondsToNextTry(givenUp)).as("given up before").isLessThanOrEqualTo(240);
        assertThat(failing)
                .extracting(this::secondsToNextTry)
                .as("not all at once")
                .doesNotHaveDuplicates();
        assertThat(List.of(healthy, elsewhere, leased))
                .allSatisfy(owner -> assertThat(secondsToNextTry(owner)).isGreaterThan(3_600));
        assertThat(secondsToNextTry(soon)).isGreaterThan(60);
        assertThat(family.presented).hasSize(1);
    }

    @Test
    @DisplayName("Q19 where a refresh brings no new refresh token, the one that was presented stays, again and again")
    void theOldRefreshTokenStays() {
        Family family = provider.consent("a", Rotating.NONE);
        Owner owner = world.grant(world.connect(RotationClass.N), family.current, ZERO, MINUTES);
        await().atMost(SOON).until(() -> world.version(owner) == 2);
        set(owner, "next_try_at = now()");
        await().atMost(SOON).until(() -> world.version(owner) == 3);

        assertThat(family.presented).containsExactly(family.current, family.current);
    }

    @Test
    @DisplayName("R16: when ten accounts and a fifth of a connection are refused, nobody more is condemned, and all are"
            + " heard again after it")
    void storm() {
        Link link = world.connect(RotationClass.S);
        provider.refusal = new JsonObject().put("error", "invalid_grant");
        List<Owner> refused = due(link, 14, "s");
        await().atMost(SOON).until(() -> refused.stream().allMatch(this::wasRefused));

        assertThat(refused.stream().filter(this::isWithheld)).hasSizeGreaterThanOrEqualTo(5);
        assertThat(refused.stream().filter(owner -> world.status(owner).equals("dead")))
                .as("condemned before it was known")
                .hasSizeLessThan(10);
        Owner waiting = refused.stream().filter(this::isWithheld).findFirst().orElseThrow();
        Answer byHand = World.await(replica.renewNow().renew(waiting.wants(Reason.EXPIRED, 1, 1)));
        assertThat(byHand.reason()).isEqualTo("provider_storm");

        provider.refusal = null;
        Owner well = due(link, 1, "w").getFirst();
        await().atMost(SOON).until(() -> world.version(well) == 2);
        assertThat(World.await(world.storms.end())).as("not yet quiet for long").isZero();
        passStorm(link);
        assertThat(World.await(world.storms.end())).isEqualTo(14);
        hurry(link);
        await().atMost(SOON).until(() -> refused.stream().allMatch(owner -> world.version(owner) == 2));
        assertThat(refused).allSatisfy(owner -> assertThat(world.status(owner)).isEqualTo("live"));
    }

    @Test
    @DisplayName("R16: whoever is refused once more after the storm is believed, and makes no new one")
    void afterTheStorm() {
        Link link = world.connect(RotationClass.S);
        provider.refusal = new JsonObject().put("error", "invalid_grant");
        List<Owner> refused = due(link, 12, "s");
        await().atMost(SOON).until(() -> refused.stream().allMatch(this::wasRefused));
        passStorm(link);
        assertThat(World.await(world.storms.end()))
                .as("nobody was renewed since")
                .isZero();
        world.sql("update storm set began_at = now() - interval '7 hours' where connection_id = $1", of(link));
        assertThat(World.await(world.storms.end())).isEqualTo(12);
        hurry(link);

        await().atMost(SOON).until(() -> refused.stream()
                .allMatch(owner -> world.status(owner).equals("dead")));
        assertThat(world.one(Long.class, OPEN_STORMS, refused.getFirst())).isZero();
    }

    @Test
    @DisplayName("R16: nine accounts, or ten of many, are no storm")
    void noStorm() {
        Link few = world.connect(RotationClass.S);
        Link many = world.connect(RotationClass.S);
        for (int i = 0; i < 41; i++) {
            var _ = tomorrow(many, 0);
        }
        provider.refusal = new JsonObject().put("error", "invalid_grant");
        List<Owner> refused = new ArrayList<>(due(few, 9, "f"));
        refused.addAll(due(many, 10, "m"));

        await().atMost(SOON).until(() -> refused.stream()
                .allMatch(owner -> world.status(owner).equals("dead")));
    }

    private List<Owner> due(Link link, int count, String name) {
        List<Owner> owners = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            owners.add(world.grant(link, provider.consent(name + i, Rotating.OLD_DIES).current, ZERO, MINUTES));
        }
        return owners;
    }

    private boolean wasRefused(Owner owner) {
        return world.status(owner).equals("dead") || isWithheld(owner);
    }

    private boolean isWithheld(Owner owner) {
        return world.one(
                Boolean.class,
                "select status = 'live' and reason is not distinct from 'provider_storm' from \"grant\" where"
                        + " account_id = $1",
                owner);
    }

    /** The last refusal was six minutes ago. */
    private void passStorm(Link link) {
        world.sql("update storm set refused_at = refused_at - interval '6 minutes' where connection_id = $1", of(link));
    }

    private void hurry(Link link) {
        world.sql("update \"grant\" set next_try_at = now() where connection_id = $1 and reprobed", of(link));
    }

    private static Tuple of(Link link) {
        return Tuple.of(link.connection().value());
    }

    private Flight.Landing landing(Claim claim) {
        Flight flight =
                World.await(replica.worker().take(claim, "manual", null)).orElseThrow();
        return flight.landing()
                .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    private Claim claim(Owner owner) {
        GrantId grant = world.id(owner);
        return World.await(world.claims.one(LEASE, grant, 1)).orElseThrow();
    }

    private static void limited(String seconds) {
        Peers.PROVIDER.put("/token", request -> {
            request.response().putHeader("Retry-After", seconds);
            Peers.json(request, 429, new JsonObject());
        });
    }

    private Owner tomorrow(Link link, int failures) {
        Owner owner = world.grant(link, "rt-x-" + UUID.randomUUID(), ofHours(24), ofHours(30));
        set(owner, "failures = " + failures);
        return owner;
    }

    private void set(Owner owner, String what) {
        world.sql(
                "update \"grant\" set " + what + " where account_id = $1",
                Tuple.of(owner.account().value()));
    }

    /** For how many seconds the owner's connection is still to be left alone; null if it is not. */
    private Long limit(Owner owner) {
        return world.one(
                Long.class,
                """
                select extract(epoch from limited_until - now())::bigint from endpoint_limit
                 where endpoint = 'token' and connection_id = (select connection_id from "grant" where account_id = $1)
                """,
                owner);
    }

    private double secondsToNextTry(Owner owner) {
        return world.one(
                Double.class,
                "select extract(epoch from next_try_at - now())::float8 from \"grant\" where account_id = $1",
                owner);
    }
}
