// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.grant.Claim;
import io.agentauth.refresher.grant.Health;
import io.agentauth.refresher.grant.Lease;
import io.agentauth.refresher.grant.Settled;
import io.agentauth.refresher.grant.Settlement;
import io.agentauth.refresher.renewal.World.Owner;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which result counts, at the table itself. */
@QuarkusTest
@TestProfile(Scaled.class)
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class MergeComponentTest {
    private static final int CHAIN = 4;
    private static final int SEEDS = 40;

    @Inject
    World world;

    @BeforeEach
    void prepare() {
        await().atMost(ofSeconds(60)).until(() -> world.keys.isUsable());
        Peers.reset();
        world.clear();
    }

    @Test
    @DisplayName(
            "R8: whatever the order in which results come, and come again, the chain of parents decides: the same token in the end")
    void mergeByParentIsOrderIndependent() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Owner owner = world.grant(world.connect(RotationClass.R), "rt-m" + seed + "-1", ofMinutes(1), ofMinutes(5));
            List<Settlement.Renewed> chain = chain(owner, "rt-m" + seed);
            List<Settlement.Renewed> comings = new ArrayList<>(chain);
            comings.addAll(chain);
            Collections.shuffle(comings, new Random(seed));

            // As a provider's answers do: each is only read after its parent was stored, so late ones come again.
            for (int round = 0; round < CHAIN; round++) {
                comings.forEach(this::settle);
            }

            assertThat(world.version(owner)).as("seed %d", seed).isEqualTo(CHAIN + 1);
            byte[] hash = world.one(
                            io.vertx.core.buffer.Buffer.class,
                            "select token_hash from \"grant\" where account_id = $1",
                            owner)
                    .getBytes();
            assertThat(hash).isEqualTo(chain.getLast().token().hash().bytes());
        }
    }

    @Test
    @DisplayName("R8: a success counts whatever the fence and the status, if its parent is the stored token")
    void lateSuccessCounts() {
        Owner owner = world.grant(world.connect(RotationClass.R), "rt-late-1", ofMinutes(1), ofMinutes(5));
        Claim claim = claim(owner);
        Settlement.Renewed late = world.answer(claim, "rt-late-2");

        assertThat(settle(new Settlement.Refused(claim, "refresh_token_expired")))
                .isInstanceOf(Settled.Noted.class);
        assertThat(world.status(owner)).isEqualTo("dead");
        assertThat(settle(late)).isInstanceOf(Settled.Stored.class);

        assertThat(world.status(owner)).isEqualTo("live");
        assertThat(settle(late)).as("the commit's answer was lost").isInstanceOf(Settled.Known.class);
    }

    @Test
    @DisplayName("Q07 R9: a refusal of a token that is no longer the stored one condemns nobody")
    void staleRefusal() {
        Owner owner = world.grant(world.connect(RotationClass.R), "rt-stale-1", ofMinutes(1), ofMinutes(5));
        Claim claim = claim(owner);

        assertThat(settle(world.answer(claim, "rt-stale-2"))).isInstanceOf(Settled.Stored.class);
        assertThat(settle(new Settlement.Refused(claim, "refresh_token_expired")))
                .isInstanceOf(Settled.Stale.class);

        assertThat(world.status(owner)).isEqualTo("live");
    }

    @Test
    @DisplayName("Q07 R9: nor does the refusal of whoever holds the lease, once the stored token has moved on")
    void refusalOfTheHolder() {
        Owner owner = world.grant(world.connect(RotationClass.S), "rt-moved-1", ofMinutes(1), ofMinutes(5));
        Claim claim = claim(owner);
        world.sql(
                "update \"grant\" set token_hash = '\\x00' where account_id = $1",
                io.vertx.mutiny.sqlclient.Tuple.of(owner.account().value()));

        assertThat(settle(new Settlement.Refused(claim, "refresh_token_expired")))
                .isInstanceOf(Settled.Stale.class);
        assertThat(world.status(owner)).isEqualTo("live");
    }

    @Test
    @DisplayName("R3: a failure of a lease that somebody else holds by now changes nothing")
    void staleFailure() {
        Owner owner = world.grant(world.connect(RotationClass.N), "rt-fence-1", ofMinutes(1), ofMinutes(5));
        Claim first = claim(owner);
        world.sql(
                "update \"grant\" set lease_fence = lease_fence + 1 where account_id = $1",
                io.vertx.mutiny.sqlclient.Tuple.of(owner.account().value()));

        Settled settled =
                settle(new Settlement.Failed(first, Health.REFRESH_DUE, 1, ofSeconds(1), "declined", "status_400"));

        assertThat(settled).isInstanceOf(Settled.Stale.class);
        assertThat(world.one(String.class, "select health from \"grant\" where account_id = $1", owner))
                .isEqualTo("healthy");
    }

    @Test
    @DisplayName(
            "R8: two answers about one token that does not rotate: the second counts too, once it is sealed for its version")
    void overtaken() {
        Owner owner = world.grant(world.connect(RotationClass.N), "rt-same", ofMinutes(1), ofMinutes(5));
        Claim claim = claim(owner);

        assertThat(settle(world.answer(claim, "rt-same"))).isInstanceOf(Settled.Stored.class);
        assertThat(settle(world.answer(claim, "rt-same")))
                .isInstanceOfSatisfying(Settled.Overtaken.class, other -> assertThat(other.version())
                        .isEqualTo(2));
    }

    /** The results of one renewal after the other, each of the token that the one before brought. */
    private List<Settlement.Renewed> chain(Owner owner, String name) {
        List<Settlement.Renewed> chain = new ArrayList<>();
        Claim claim = claim(owner);
        for (int i = 2; i < CHAIN + 2; i++) {
            Settlement.Renewed next = world.answer(claim, name + "-" + i);
            chain.add(next);
            claim = following(claim, next);
        }
        return chain;
    }

    private static Claim following(Claim claim, Settlement.Renewed result) {
        return new Claim(
                claim.grantId(),
                claim.attemptId(),
                claim.environmentId(),
                claim.accountId(),
                claim.connectionId(),
                claim.provider(),
                claim.slot(),
                claim.generation(),
                result.version(),
                result.token().hash(),
                result.token().refresh(),
                claim.owner(),
                claim.fence(),
                1,
                Health.HEALTHY,
                0,
                null,
                claim.claimedAt(),
                claim.claimedAtNanos());
    }

    private Claim claim(Owner owner) {
        Lease lease = new Lease(UUID.randomUUID(), ofSeconds(135), ofSeconds(45), ofSeconds(150));
        UUID grant = world.one(UUID.class, "select id from \"grant\" where account_id = $1", owner);
        return World.await(world.claims.one(lease, new io.agentauth.ids.GrantId(grant), 1))
                .orElseThrow();
    }

    private Settled settle(Settlement settlement) {
        return World.await(world.pool.withTransaction(tx -> world.settlements.settle(tx, List.of(settlement))))
                .getFirst();
    }
}
