// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agentauth.events.PublishedEvent;
import io.agentauth.events.TokenExpiring;
import io.agentauth.ids.EventId;
import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.renewal.RenewalResource.Answer;
import io.agentauth.refresher.renewal.RenewalResource.Reason;
import io.agentauth.refresher.renewal.RenewalResource.Result;
import io.agentauth.refresher.renewal.TruthfulProvider.Family;
import io.agentauth.refresher.renewal.TruthfulProvider.Rotating;
import io.agentauth.refresher.renewal.World.Link;
import io.agentauth.refresher.renewal.World.Owner;
import io.agentauth.refresher.renewal.World.Replica;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.EnvironmentKeyFolder;
import io.agentauth.vault.EnvironmentKeys;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(Scaled.class)
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class RenewalComponentTest {
    private static final Duration SOON = ofSeconds(60);

    @Inject
    World world;

    @Inject
    RenewNow renewNow;

    @Inject
    Announcements announcements;

    @Inject
    WrappingKeys wrappingKeys;

    @Inject
    MeterRegistry metrics;

    private final TruthfulProvider provider = new TruthfulProvider();
    private Replica second;

    @BeforeEach
    void prepare() {
        await().atMost(ofSeconds(60)).until(() -> world.keys.isUsable());
        Peers.reset();
        provider.attach();
        world.clear();
        second = world.replica();
    }

    @AfterEach
    void stop() throws InterruptedException {
        second.stop();
        Peers.sealed = false;
        await().atMost(SOON).until(() -> world.keys.isUsable());
    }

    @Test
    @DisplayName("R2, R6: the sweep finds a due grant alone; it is renewed, committed with its event, and pushed")
    void sweepRenewsSettlesAndPushes() {
        Link link = world.connect(RotationClass.R);
        Family family = provider.consent("a", Rotating.FAMILY_DIES);
        Counter counted = metrics.counter("agentauth.provider.renewals", "provider", "emulator", "outcome", "renewed");
        double before = counted.count();
        Owner owner = world.grant(link, family.current, ZERO, ofMinutes(5));

        await().atMost(SOON).until(() -> adopted(owner, 2));

        assertThat(family.presented).containsExactly("rt-a-1");
        assertThat(counted.count()).isEqualTo(before + 1);
        assertThat(world.version(owner)).isEqualTo(2);
        assertThat(world.unresolved(owner)).isZero();
        assertThat(events(owner)).isEqualTo(1);
        await().atMost(SOON)
                .until(() -> world.one(Long.class, "select pushed_version from \"grant\" where account_id = $1", owner)
                        == 2);
        assertThat(Peers.ADOPTED.toString()).doesNotContain("rt-a").doesNotContain("at-a");
    }

    @Test
    @DisplayName("F11: sealed, nothing due is claimed, opened or presented; unsealed, it is renewed once")
    void sealedNothingIsPresented() {
        Link link = world.connect(RotationClass.R);
        Family family = provider.consent("a", Rotating.FAMILY_DIES);
        Peers.sealed = true;
        await().atMost(SOON).until(() -> !world.keys.isUsable());
        Owner owner = world.grant(link, family.current, ZERO, ofMinutes(5));

        announcements.receive(List.of(expiring(owner))).await().atMost(SOON);

        assertThat(world.unresolved(owner)).isZero();
        assertThat(family.presented).isEmpty();
        assertThatThrownBy(() -> world.keys.requireUsable()).hasMessageStartingWith("sealed");

        Peers.sealed = false;
        await().atMost(SOON).until(() -> world.version(owner) == 2);
        assertThat(family.presented).containsExactly("rt-a-1");
    }

    @Test
    @DisplayName(
            "F5, F7, invariant I2: while an environment's key is lost nothing of it is presented, others' is; put back, it is renewed; shredded, it never is")
    void whileAnEnvironmentsKeyIsLostNothingIsPresented() throws IOException {
        EnvironmentKeys maker = EnvironmentKeys.in(EnvironmentKeyFolder.at(Peers.environmentKeys()), true);
        Link link = world.connect(RotationClass.R);
        UUID environment = link.environment().value();
        maker.make(environment);
        Family family = provider.consent("a", Rotating.FAMILY_DIES);
        Family others = provider.consent("b", Rotating.FAMILY_DIES);
        Owner owner = world.grant(link, family.current, ofMinutes(10), ofMinutes(20));
        Owner other = world.grant(world.connect(RotationClass.R), others.current, ofMinutes(10), ofMinutes(20));
        Place place = World.place(owner, "refresh_token", 1);
        AeadVault vault = world.keys.refreshTokens().withKeysOf(maker);
        seal(owner, vault.seal(Sensitive.of(family.current), place));
        Path key = Peers.environmentKeys().resolve(environment + ".key");
        Path aside = key.resolveSibling(environment + ".aside");
        Files.move(key, aside);

        due(owner);
        due(other);
        await().atMost(SOON).until(() -> world.version(other) == 2);
        await().atMost(SOON).until(() -> !isDue(owner));
        assertThat(family.presented).isEmpty();
        assertThat(world.status(owner)).isEqualTo("live");

        Files.move(aside, key);
        due(owner);
        await().atMost(SOON).until(() -> world.version(owner) == 2);
        assertThat(family.presented).containsExactly("rt-a-1");

        seal(
                owner,
                vault.seal(
                        Sensitive.of(family.current),
                        new Place(environment, place.record(), place.slot(), place.field(), 1, 2)));
        maker.shred(environment);
        wrappingKeys.environments().refresh();
        due(owner);
        await().atMost(SOON).until(() -> !isDue(owner));
        assertThat(family.presented).hasSize(1);
    }

    private void seal(Owner owner, Sealed sealed) {
        world.sql(
                "update \"grant\" set refresh_token = $2 where account_id = $1",
                Tuple.of(owner.account().value(), Buffer.buffer(sealed.bytes())));
    }

    private void due(Owner owner) {
        world.sql(
                "update \"grant\" set due_at = now(), next_try_at = now() where account_id = $1",
                Tuple.of(owner.account().value()));
    }

    private boolean isDue(Owner owner) {
        return world.unresolved(owner) > 0
                || world.one(
                        Boolean.class,
                        "select next_try_at < now() + interval '10 seconds' from \"grant\" where account_id = $1",
                        owner);
    }

    @Test
    @DisplayName(
            "R3, invariant I3: two workers on one database never overlap, and none of 200 families of class R sees a replay")
    void twoWorkersNeverOverlap() {
        provider.life = ofSeconds(3);
        provider.latency = ofMillis(20);
        Link link = world.connect(RotationClass.R);
        List<Family> families = provider.consents(200, Rotating.FAMILY_DIES);
        second.start();

        List<Owner> owners = families.stream()
                .map(family -> world.grant(link, family.current, ZERO, ofSeconds(3)))
                .toList();

        await().atMost(ofSeconds(120)).until(() -> families.stream().allMatch(family -> family.issued >= 4));
        assertThat(provider.overlaps()).isZero();
        assertThat(provider.replays()).isZero();
        assertThat(owners).allSatisfy(owner -> assertThat(world.status(owner)).isEqualTo("live"));
    }

    @Test
    @DisplayName("R2: TokenExpiring ten times to both replicas is one POST; a forged one is none")
    void duplicatedAnnouncementsAreOnePost() {
        Link link = world.connect(RotationClass.R);
        Family family = provider.consent("a", Rotating.FAMILY_DIES);
        Family early = provider.consent("b", Rotating.FAMILY_DIES);
        Owner owner = world.grant(link, family.current, ofMinutes(1), ofMinutes(5));
        Owner notDue = world.grant(link, early.current, ofMinutes(1), ofMinutes(5));
        world.sql(
                "update \"grant\" set due_at = now() - interval '1 second' where account_id = $1",
                io.vertx.mutiny.sqlclient.Tuple.of(owner.account().value()));
        Announcements others = new Announcements(second.sweeper());

        List<CompletableFuture<Void>> heard = IntStream.range(0, 10)
                .boxed()
                .flatMap(_ -> List.of(announcements, others).stream())
                .map(one ->
                        one.receive(List.of(expiring(owner), expiring(notDue))).subscribeAsCompletionStage())
                .toList();

        CompletableFuture.allOf(heard.toArray(CompletableFuture[]::new)).join();
        await().atMost(SOON).until(() -> world.version(owner) == 2);
        assertThat(family.presented).hasSize(1);
        assertThat(early.presented).isEmpty();
        assertThat(world.version(notDue)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "R13, invariant I3: a token endpoint that takes 11 s, then 30 s (scaled), and two replicas with many readers: no"
                    + " replay")
    void slowEndpointsAreWaitedFor() {
        Link link = world.connect(RotationClass.R);
        second.start();
        for (Duration slow : List.of(ofMillis(370), ofMillis(1_000))) {
            provider.latency = slow;
            Family family = provider.consent("slow" + slow.toMillis(), Rotating.FAMILY_DIES);
            Owner owner = world.grant(link, family.current, ofMinutes(1), ofMinutes(5));

            List<Answer> answers = readers(owner, 20);

            assertThat(family.presented).hasSize(1);
            assertThat(family.overlaps + family.replays).isZero();
            assertThat(answers)
                    .extracting(Answer::result)
                    .contains(Result.RENEWED)
                    .isSubsetOf(Result.RENEWED, Result.CURRENT);
            assertThat(adopted(owner, 2)).isTrue();
        }
    }

    @Test
    @DisplayName(
            "B8 R13: a token that was just renewed is handed to all who ask, also to whoever wants it to live longer")
    void freshTokensAreShared() {
        provider.latency = ofMillis(900);
        Link link = world.connect(RotationClass.R);
        Family family = provider.consent("a", Rotating.FAMILY_DIES);
        Owner owner = world.grant(link, family.current, ofMinutes(1), ofMinutes(5));

        Answer first = World.await(renewNow.renew(owner.wants(Reason.EXPIRED, 1, 1)));
        Answer later = World.await(renewNow.renew(owner.wants(Reason.EXPIRED, 1, 1)));
        Answer young = World.await(renewNow.renew(owner.wants(Reason.MIN_VALIDITY, 1, 2)));

        assertThat(List.of(first.result(), later.result(), young.result()))
                .containsExactly(Result.RENEWED, Result.CURRENT, Result.CURRENT);
        assertThat(family.presented).hasSize(1);
    }

    @Test
    @DisplayName("R10: a wrong client secret suspends the connection and condemns none of its 50 accounts")
    void wrongSecretSuspendsTheConnection() {
        Link link = world.connect(RotationClass.R);
        List<Family> families = provider.consents(50, Rotating.FAMILY_DIES);
        provider.refusal = new JsonObject().put("error", "invalid_client");
        provider.refusalStatus = 401;

        List<Owner> owners = families.stream()
                .map(family -> world.grant(link, family.current, ZERO, ofMinutes(5)))
                .toList();

        await().atMost(SOON).until(() -> suspended(link));
        await().atMost(SOON).until(() -> owners.stream().allMatch(owner -> world.unresolved(owner) == 0));
        assertThat(owners).allSatisfy(owner -> assertThat(world.status(owner)).isEqualTo("live"));
        assertThat(Peers.OUTCOMES)
                .noneMatch(outcome -> outcome.getString("kind").equals("grant_ended"));
        assertThat(World.await(renewNow.renew(owners.getFirst().wants(Reason.EXPIRED, 1, 1)))
                        .result())
                .isIn(Result.SUSPENDED, Result.FAILED);
    }

    @Test
    @DisplayName(
            "R11: who asks for the token of a grant that died is told so when account-service knows it, not before")
    void theEndIsToldFirst() {
        Link link = world.connect(RotationClass.R);
        Family family = provider.consent("a", Rotating.FAMILY_DIES);
        provider.refusal = new JsonObject().put("error", "invalid_grant");
        provider.refusalStatus = 400;
        Owner owner = world.grant(link, family.current, ofMinutes(1), ofMinutes(5));
        CompletableFuture<Void> takes = new CompletableFuture<>();
        Peers.takesOutcomes = takes;

        CompletableFuture<Answer> answer =
                renewNow.renew(owner.wants(Reason.REJECTED, 1, 1)).subscribeAsCompletionStage();

        await().atMost(SOON).until(() -> !Peers.OUTCOMES.isEmpty());
        assertThat(answer).isNotDone();
        takes.complete(null);
        assertThat(answer.join().result()).isEqualTo(Result.ENDED);
    }

    private List<Answer> readers(Owner owner, int count) {
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RenewNow door = i % 2 == 0 ? renewNow : second.renewNow();
            Uni<Answer> answer = door.renew(owner.wants(Reason.EXPIRED, 1, 1));
            waiting.add(answer.subscribeAsCompletionStage());
        }
        return waiting.stream().map(CompletableFuture::join).toList();
    }

    private boolean suspended(Link link) {
        return world.one(
                        Long.class,
                        "select count(*) from connection_copy where suspended_at is not null and connection_id = $1",
                        new Owner(
                                link,
                                new io.agentauth.ids.AccountId(link.connection().value())))
                == 1;
    }

    private static boolean adopted(Owner owner, long version) {
        return Peers.ADOPTED.stream()
                .anyMatch(token ->
                        token.getString("account_id").equals(owner.account().toString())
                                && token.getLong("version") == version);
    }

    private long events(Owner owner) {
        return World.await(world.pool
                        .preparedQuery("select from event where type = 'agent-auth.token-refreshed.v1' and key = $1")
                        .execute(io.vertx.mutiny.sqlclient.Tuple.of(
                                owner.account().toString())))
                .size();
    }

    private static PublishedEvent expiring(Owner owner) {
        TokenExpiring event = new TokenExpiring(
                owner.link().environment(),
                owner.account(),
                owner.link().connection(),
                "emulator",
                "default",
                1,
                1,
                Instant.now());
        return new PublishedEvent(
                EventId.next(),
                Instant.now(),
                "/agent-auth/account-service",
                owner.account().toString(),
                1,
                null,
                event);
    }
}
