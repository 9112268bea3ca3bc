// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.renewal.RenewalResource.Answer;
import io.agentauth.refresher.renewal.RenewalResource.Reason;
import io.agentauth.refresher.renewal.RenewalResource.Result;
import io.agentauth.refresher.renewal.TruthfulProvider.Family;
import io.agentauth.refresher.renewal.TruthfulProvider.Rotating;
import io.agentauth.refresher.renewal.World.Owner;
import io.agentauth.refresher.renewal.World.Replica;
import io.agentauth.testkit.Servers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a process that is told to stop still does: nothing new, and all that it has begun. */
@QuarkusTest
@TestProfile(Scaled.class)
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class StoppingComponentTest {
    private static final Duration SOON = ofSeconds(60);

    @Inject
    World world;

    @ConfigProperty(name = "DATABASE_URL_JDBC")
    String database;

    private final TruthfulProvider provider = new TruthfulProvider();
    private Replica replica;
    private Unsettled unsettled;

    @BeforeEach
    void prepare() {
        await().atMost(ofSeconds(60)).until(() -> world.keys.isUsable());
        Peers.reset();
        provider.attach();
        world.clear();
        replica = world.replica();
        unsettled = new Unsettled(
                replica.settler(), replica.flights(), world.journal, world.meters, world.config, world.vertx);
        unsettled.start(null);
    }

    @Test
    @DisplayName("R7: a request in the air is waited for until it is answered or its deadline has passed")
    void inTheAir() {
        // It never answers.
        provider.gate = new CompletableFuture<>();
        Family family = provider.consent("a", Rotating.FAMILY_DIES);
        Owner owner = world.grant(world.connect(RotationClass.R), family.current, ofMinutes(1), ofMinutes(5));
        CompletableFuture<Answer> reader = renew(owner);
        await().atMost(SOON).until(() -> family.presented.size() == 1);

        stop().join();

        assertThat(replica.flights().size()).isZero();
        assertThat(reader.orTimeout(15, TimeUnit.SECONDS).join().result()).isEqualTo(Result.HELD);
        assertThat(family.presented).hasSize(1);
    }

    @Test
    @DisplayName("R7: a token that cannot be committed is waited for until the journal has it, and no longer")
    void inTheJournal() throws SQLException {
        Instant before = Instant.now().minusSeconds(5);
        Family family = provider.consent("a", Rotating.FAMILY_DIES);
        Owner owner = world.grant(world.connect(RotationClass.S), family.current, ofMinutes(1), ofMinutes(5));
        sql("alter table \"grant\" add constraint broken check (version < 2) not valid");
        try {
            var _ = renew(owner);
            await().atMost(SOON).until(() -> family.presented.size() == 1);

            stop().join();

            assertThat(World.await(world.journal.since(before)).values())
                    .anyMatch(entry -> entry.accountId().equals(owner.account()) && entry.version() == 2);
        } finally {
            sql("alter table \"grant\" drop constraint broken");
        }
        await().atMost(SOON).until(() -> world.version(owner) == 2);
    }

    @Test
    @DisplayName("a process with nothing under way ends at once")
    void nothingToDo() {
        stop().join();
    }

    private CompletableFuture<Answer> renew(Owner owner) {
        return replica.renewNow().renew(owner.wants(Reason.EXPIRED, 1, 1)).subscribeAsCompletionStage();
    }

    private CompletableFuture<Void> stop() {
        return CompletableFuture.runAsync(() -> {
                    try {
                        unsettled.stop(null);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private void sql(String statement) throws SQLException {
        String name = database.substring(database.lastIndexOf('/') + 1);
        try (Connection all = Servers.require().superuser(name);
                var run = all.createStatement()) {
            run.execute(statement);
        }
    }
}
