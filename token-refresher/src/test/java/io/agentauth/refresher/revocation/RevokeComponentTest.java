// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.revocation;

import static io.agentauth.refresher.renewal.World.await;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.grant.Grants;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.refresher.renewal.Scaled;
import io.agentauth.refresher.renewal.World;
import io.agentauth.refresher.renewal.World.Link;
import io.agentauth.refresher.renewal.World.Owner;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens between the claim of a revocation and its request. */
@QuarkusTest
@TestProfile(Scaled.class)
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class RevokeComponentTest {
    private static final String THE_SAME = "subject = 'the same person', facts = '{\"install\": \"i1\"}'";

    @Inject
    World world;

    @Inject
    Grants grants;

    @Inject
    KeyRing keys;

    @Inject
    Budgets budgets;

    @Inject
    RevocationStore store;

    @Inject
    Revoke revoke;

    private final List<String> asked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void prepare() {
        Awaitility.await().atMost(ofSeconds(60)).until(() -> keys.isUsable());
        Peers.reset();
        Peers.PROVIDER.put("/revoke", request -> {
            asked.add(request.path());
            Peers.json(request, 200, new JsonObject());
        });
        world.clear();
    }

    @ParameterizedTest
    @DisplayName(
            "R12: who connects again, or connects what ends together, after the claim of a revocation keeps the new grant")
    @ValueSource(strings = {THE_SAME, "subject = 'another person', facts = '{\"install\": \"i1\"}'"})
    void connectedAgainMeanwhile(String whose) {
        Link link = installed();
        Owner owner = grant(link, THE_SAME);
        Doomed doomed = claimed(owner);
        var _ = grant(link, whose);

        await(revoke.revoke(doomed, ofSeconds(20), ZERO));

        assertThat(asked).isEmpty();
        assertThat(receipt(owner)).isEqualTo(Receipt.Status.KEPT_SHARED);
    }

    @Test
    @DisplayName("R12: what nothing else stands on is revoked")
    void nobodyElse() {
        Link link = installed();
        Owner owner = grant(link, THE_SAME);
        var _ = grant(link, "subject = 'another person', facts = '{\"install\": \"i2\"}'");

        await(revoke.revoke(claimed(owner), ofSeconds(20), ZERO));

        assertThat(asked).hasSize(1);
        assertThat(receipt(owner)).isEqualTo(Receipt.Status.REVOKED);
    }

    @Test
    @DisplayName("R15: a revocation that the connection's rate puts off is due again at its turn, and that was no try")
    void putOff() {
        Link link = installed();
        limit(link, 1);
        Owner owner = grant(link, THE_SAME);
        Doomed doomed = claimed(owner);
        while (await(budgets.reserve(link.connection(), 1, ofHours(1))).compareTo(ofSeconds(20)) < 0) {
            continue;
        }

        await(revoke.revoke(doomed, ofSeconds(20), ofSeconds(1)));

        assertThat(asked).isEmpty();
        assertThat(receipt(owner)).isEqualTo(Receipt.Status.PENDING);
        assertThat(world.one(
                        Boolean.class,
                        "select r.tries = 0 and r.next_try_at between now() and now() + interval '1 minute' from revocation as r"
                                + " join \"grant\" as g on g.id = r.grant_id where g.account_id = $1",
                        owner))
                .isTrue();
    }

    private Link installed() {
        return world.connect(RotationClass.R, definition -> {
            JsonObject revocation = definition.getJsonObject("revocation");
            revocation.put("kind", "grant").put("endpoint", revocation.getString("endpoint") + "?install={install}");
        });
    }

    private void limit(Link link, int perSecond) {
        JsonObject view = Peers.CONNECTIONS.get(link.connection().toString());
        view.put("settings", new JsonObject().put("rate_limit", perSecond));
        world.sql(
                "update connection_copy set view = $1 where connection_id = $2",
                Tuple.of(view.encode(), link.connection().value()));
    }

    private Owner grant(Link link, String assignments) {
        Duration hour = ofHours(1);
        Owner owner = world.grant(link, "rt-" + System.nanoTime(), hour, hour);
        world.sql(
                "update \"grant\" set " + assignments + " where account_id = $1",
                Tuple.of(owner.account().value()));
        return owner;
    }

    private Doomed claimed(Owner owner) {
        var _ = await(store.inTransaction(
                tx -> grants.end(tx, owner.link().environment(), owner.account(), 1, ofMinutes(1))));
        return await(store.claimOf(owner.link().environment(), owner.account(), 1))
                .getFirst();
    }

    private Receipt.Status receipt(Owner owner) {
        return await(store.receipts(owner.link().environment(), owner.account(), 1))
                .getFirst()
                .status();
    }
}
