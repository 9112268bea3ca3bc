// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agentauth.ids.GrantId;
import io.agentauth.problems.ProblemException;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.grant.NewGrant;
import io.agentauth.refresher.journal.JournalEntry;
import io.agentauth.refresher.renewal.RenewalResource.Answer;
import io.agentauth.refresher.renewal.RenewalResource.Reason;
import io.agentauth.refresher.renewal.RenewalResource.Result;
import io.agentauth.refresher.renewal.TruthfulProvider.Family;
import io.agentauth.refresher.renewal.TruthfulProvider.Rotating;
import io.agentauth.refresher.renewal.World.Owner;
import io.agentauth.refresher.restore.Behind;
import io.agentauth.refresher.restore.Restarts;
import io.agentauth.testkit.Servers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The database goes back in time, at providers that revoke a family for a token that was used before. */
@QuarkusTest
@TestProfile(Scaled.class)
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class RestoreComponentTest {
    private static final Duration SOON = ofSeconds(60);
    private static final List<String> TABLES = List.of("\"grant\"", "attempt", "flow", "restore");

    @Inject
    World world;

    @Inject
    Restarts restarts;

    @ConfigProperty(name = "DATABASE_URL_JDBC")
    String database;

    private final TruthfulProvider provider = new TruthfulProvider();
    private Restarts.Process process;

    @BeforeEach
    void prepare() {
        await().atMost(SOON).until(() -> world.keys.isHeld());
        Peers.reset();
        provider.attach();
        world.clear();
    }

    @AfterEach
    void kill() {
        if (process != null) {
            process.kill().run();
        }
        world.clear();
    }

    @Test
    @DisplayName(
            "R20: restored to a time before several renewals: rolled forward before anything is sent, no replay, a new epoch")
    void rolledForward() throws SQLException {
        World.Link link = world.connect(RotationClass.R);
        List<Family> families = provider.consents(3, Rotating.FAMILY_DIES);
        List<Owner> owners = families.stream()
                .map(family -> world.grant(link, family.current, ofMinutes(1), ofMinutes(5)))
                .toList();
        backUp();
        owners.forEach(owner -> List.of(1, 2, 3).forEach(version -> renew(owner, version)));
        owners.forEach(owner -> awaitJournal(owner, 4));
        long before = epoch();

        restore();
        assertThat(owners).allSatisfy(owner -> assertThat(world.version(owner)).isEqualTo(1));
        Peers.silent = true;
        process = restarts.start(Optional.of("monday"));
        await().atMost(SOON).until(() -> owners.stream().allMatch(owner -> world.version(owner) == 4));
        assertThatThrownBy(() -> process.keys().refreshTokens())
                .as("not before account-service has said what it knows")
                .isInstanceOf(ProblemException.class);
        assertThat(World.await(world.replica(process.keys())
                        .renewNow()
                        .renew(owners.getFirst().wants(Reason.EXPIRED, 1, 4))))
                .extracting(Answer::result, Answer::reason)
                .containsExactly(Result.FAILED, "keys");
        Peers.silent = false;
        await().atMost(SOON).until(() -> process.keys().isHeld());
        owners.forEach(owner -> renew(owner, 4));

        assertThat(provider.replays()).isZero();
        assertThat(families).noneMatch(family -> family.dead);
        assertThat(owners).allSatisfy(owner -> assertThat(world.version(owner)).isEqualTo(5));
        assertThat(epoch()).isEqualTo(before + 1);
        owners.forEach(owner -> assertThat(Peers.ADOPTED)
                .filteredOn(token ->
                        token.getString("account_id").equals(owner.account().toString())
                                && token.getLong("version") == 5)
                .isNotEmpty()
                .allMatch(token -> token.getLong("epoch") == before + 1));
    }

    @Test
    @DisplayName(
            "R20: the same word again is no other restore; a process that died on the way leaves the rest to the next")
    void onceAndToTheEnd() throws SQLException {
        Owner owner = renewed(RotationClass.R, Rotating.FAMILY_DIES);
        long before = epoch();
        restore();
        Peers.silent = true;
        Restarts.Process dying = restarts.start(Optional.of("tuesday"));
        await().atMost(SOON).until(() -> Peers.UNTOLD.get() > 0);
        assertThat(world.version(owner)).isEqualTo(2);
        dying.kill().run();
        int untold = Peers.UNTOLD.get();

        process = restarts.start(Optional.empty());
        await().atMost(SOON).until(() -> Peers.UNTOLD.get() > untold + 2);
        assertThat(process.keys().isHeld()).isFalse();
        assertThat(process.ready().getAsBoolean())
                .as("account-service has its keys from here, and must have them to answer")
                .isTrue();
        assertThat(epoch()).isEqualTo(before);
        Peers.silent = false;
        await().atMost(SOON).until(() -> process.keys().isHeld());
        assertThat(epoch()).isEqualTo(before + 1);

        Restarts.Process again = restarts.start(Optional.of("tuesday"));
        await().atMost(SOON).until(() -> again.keys().isHeld());
        assertThat(epoch()).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("R20: a restore that nobody announced shows at the end of the journal")
    void unannounced() throws SQLException {
        Owner owner = renewed(RotationClass.R, Rotating.FAMILY_DIES);
        long before = epoch();
        process = restarts.start(Optional.empty());
        await().atMost(SOON).until(() -> process.keys().isHeld());
        assertThat(epoch()).as("nothing was restored").isEqualTo(before);
        process.kill().run();

        restore();
        process = restarts.start(Optional.empty());
        await().atMost(SOON).until(() -> process.keys().isHeld());

        assertThat(world.version(owner)).isEqualTo(2);
        assertThat(epoch()).isEqualTo(before + 1);
        renew(owner, 2);
        assertThat(provider.replays()).isZero();
    }

    @Test
    @DisplayName(
            "R20: a grant of after the backup is made anew from its first token, and its generation replaces the one before")
    void madeAnew() throws SQLException {
        World.Link link = world.connect(RotationClass.R);
        Family old = provider.consent("old", Rotating.FAMILY_DIES);
        Owner owner = world.grant(link, old.current, ofMinutes(1), ofMinutes(5));
        backUp();
        Family now = provider.consent("now", Rotating.FAMILY_DIES);
        NewGrant grant = world.granted(owner, 2, now.current, ofMinutes(1), ofMinutes(5));
        world.consent(owner, 2, now.current, ofMinutes(1), ofMinutes(5));
        GrantId id = world.id(owner);
        World.await(world.journal.keep(JournalEntry.of(id, grant)));
        renew(owner, 2, 1);
        awaitJournal(owner, 2);
        Peers.STANDINGS.put(
                owner.account().toString(),
                Optional.of(standing(2, 1, 2, 2).put("person", new JsonObject().put("subject", "ada"))));

        restore();
        assertThat(world.one(Long.class, "select count(*) from \"grant\" where account_id = $1", owner))
                .isEqualTo(1);
        process = restarts.start(Optional.of("wednesday"));
        await().atMost(SOON).until(() -> process.keys().isHeld());

        assertThat(world.id(owner)).isEqualTo(id);
        assertThat(world.version(owner)).isEqualTo(2);
        assertThat(world.one(
                        String.class, "select status from \"grant\" where account_id = $1 and generation = 1", owner))
                .isEqualTo("ended");
        assertThat(world.one(
                        String.class, "select subject from \"grant\" where account_id = $1 and generation = 2", owner))
                .isEqualTo("ada");
        renew(owner, 2, 2);
        assertThat(provider.replays()).isZero();
        assertThat(old.presented).isEmpty();
    }

    @Test
    @DisplayName(
            "R20: what cannot be rolled forward is held, unless its tokens do not rotate; what ended elsewhere ends here")
    void held() throws SQLException {
        Owner behind = unrenewed("behind", RotationClass.R, standing(1, 0, 1, 3));
        Owner constant = unrenewed("constant", RotationClass.N, standing(1, 0, 1, 3));
        Owner over = unrenewed("over", RotationClass.R, standing(1, 1, 1, 1));
        Owner unknown = unrenewed("unknown", RotationClass.U, null);
        backUp();
        restore();

        process = restarts.start(Optional.of("thursday"));
        await().atMost(SOON).until(() -> process.keys().isHeld());

        assertThat(List.of(behind, unknown)).allSatisfy(owner -> {
            assertThat(renewNow(owner, 1, 1))
                    .extracting(Answer::result, Answer::reason)
                    .containsExactly(Result.FAILED, Behind.REASON);
            assertThat(world.status(owner)).isEqualTo("live");
            await().atMost(SOON).until(() -> Peers.OUTCOMES.stream().anyMatch(outcome -> isHeld(outcome, owner)));
        });
        await().atMost(SOON).until(() -> provider.revoked.size() == 1);
        assertThat(world.status(over)).isEqualTo("ended");
        renew(constant, 1, 1);
        assertThat(provider.presentations()).isEqualTo(1);
    }

    @Test
    @DisplayName("I9, R20: an authorization that was under way when the backup was made sends no code afterwards")
    void noCodeTwice() throws SQLException {
        Journey journey = Journey.plain().begin();
        backUp();
        assertThat(journey.comeBack().getString("outcome")).isNotNull();
        int sent = Peers.PRESENTED.size();
        assertThat(sent).isEqualTo(1);

        restore();
        process = restarts.start(Optional.of("friday"));
        await().atMost(SOON).until(() -> process.keys().isHeld());
        journey.comeBack();

        assertThat(Peers.PRESENTED).hasSize(sent);
    }

    /** A grant that is renewed once after the backup. */
    private Owner renewed(RotationClass rotation, Rotating rotating) throws SQLException {
        Family family = provider.consent("a", rotating);
        Owner owner = world.grant(world.connect(rotation), family.current, ofMinutes(1), ofMinutes(5));
        backUp();
        renew(owner, 1);
        awaitJournal(owner, 2);
        return owner;
    }

    /** A grant of version 1, of which account-service knows that. */
    private Owner unrenewed(String name, RotationClass rotation, JsonObject standing) {
        Family family = provider.consent(name, Rotating.NONE);
        Owner owner = world.grant(world.connect(rotation), family.current, ofMinutes(1), ofMinutes(5));
        Peers.STANDINGS.put(owner.account().toString(), Optional.ofNullable(standing));
        return owner;
    }

    private JsonObject standing(long generation, long ended, long tokenGeneration, long version) throws SQLException {
        return new JsonObject()
                .put("generation", generation)
                .put("generation_ended", ended)
                .put(
                        "tokens",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("slot", "default")
                                        .put("epoch", epoch())
                                        .put("generation", tokenGeneration)
                                        .put("version", version)));
    }

    private static boolean isHeld(JsonObject outcome, Owner owner) {
        return outcome.getString("account_id").equals(owner.account().toString())
                && "exhausted".equals(outcome.getString("health"))
                && Behind.REASON.equals(outcome.getString("reason"));
    }

    private void renew(Owner owner, long version) {
        renew(owner, 1, version);
    }

    /** A machine that is too slow to send in time sends nothing, and tries again. */
    private void renew(Owner owner, long generation, long version) {
        await().atMost(SOON).until(() -> {
            var _ = renewNow(owner, generation, version);
            return world.version(owner) == version + 1;
        });
    }

    private Answer renewNow(Owner owner, long generation, long version) {
        return World.await(world.replica().renewNow().renew(owner.wants(Reason.REJECTED, generation, version)));
    }

    private void awaitJournal(Owner owner, long version) {
        await().atMost(SOON).until(() -> World.await(world.journal.last(1_000)).stream()
                .anyMatch(entry -> entry.accountId().equals(owner.account()) && entry.version() == version));
    }

    private long epoch() throws SQLException {
        try (Connection all = Servers.require().superuser(name());
                var run = all.createStatement();
                var rows = run.executeQuery("select coalesce(max(epoch), 1) from restore")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void backUp() throws SQLException {
        for (String table : TABLES) {
            String copy = "backup_" + table.replace("\"", "");
            sql("drop table if exists " + copy);
            sql("create table " + copy + " as select * from " + table);
        }
    }

    /** The tables are what they were; of rows that others still write the later ones go. */
    private void restore() throws SQLException {
        for (String table : TABLES.reversed()) {
            sql("delete from " + table);
        }
        for (String table : TABLES) {
            sql("insert into " + table + " select * from backup_" + table.replace("\"", ""));
        }
    }

    private void sql(String statement) throws SQLException {
        try (Connection all = Servers.require().superuser(name());
                var run = all.createStatement()) {
            run.execute(statement);
        }
    }

    private String name() {
        return database.substring(database.lastIndexOf('/') + 1);
    }
}
