// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.grant.NewGrant;
import io.agentauth.refresher.renewal.World.Link;
import io.agentauth.refresher.renewal.World.Owner;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Place;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sealed;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What account-service asks about grants, over HTTP: to end them, whether they are held, and for their tokens. */
@QuarkusTest
@TestProfile(Scaled.class)
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class GrantDoorsComponentTest {
    @Inject
    World world;

    private final TruthfulProvider provider = new TruthfulProvider();

    @BeforeEach
    void prepare() {
        await().atMost(ofSeconds(60)).until(() -> world.keys.isUsable());
        Peers.reset();
        provider.attach();
        world.clear();
    }

    @Test
    @DisplayName("R12: a grant is kept while another live one stands on the same consent, and revoked with the last")
    void keptShared() {
        Link link = wholeGrant();
        Owner one = sharing(link);
        Owner other = sharing(link);

        assertThat(end(one)).containsExactly("kept_shared");
        assertThat(provider.revoked).isEmpty();
        assertThat(world.status(one)).isEqualTo("ended");
        assertThat(world.one(Boolean.class, "select refresh_token is null from \"grant\" where account_id = $1", one))
                .as("nobody can use it any more")
                .isTrue();
        assertThat(world.status(other)).isEqualTo("live");

        assertThat(end(other)).containsExactly("revoked");
        assertThat(provider.revoked).hasSize(1);
    }

    @Test
    @DisplayName("end: R12: the same consent of another environment counts: its grant would die as well")
    void keptSharedAcrossEnvironments() {
        Owner one = sharing(wholeGrant());
        Owner elsewhere = sharing(wholeGrant());

        assertThat(end(one)).containsExactly("kept_shared");
        assertThat(provider.revoked).isEmpty();
        assertThat(end(elsewhere)).containsExactly("revoked");
    }

    @Test
    @DisplayName("end: R12: another person, another client, or another provider shares nothing")
    void notShared() {
        for (String difference : List.of("subject = 'another'", "client_id = 'another'", "provider = 'another'")) {
            Link link = wholeGrant();
            Owner one = sharing(link);
            Owner other = sharing(link);
            set(other, difference);

            assertThat(end(one)).as(difference).containsExactly("revoked");
            assertThat(end(other)).containsExactly("revoked");
        }
    }

    @Test
    @DisplayName("Q28 Vercel, end: R12: an installation is kept while another person's live grant is of the same one")
    void oneInstallation() {
        Link link = world.connect(RotationClass.R, definition -> {
            JsonObject revocation = definition.getJsonObject("revocation");
            revocation.put("kind", "grant").put("endpoint", revocation.getString("endpoint") + "?install={install}");
        });
        Owner one = sharing(link);
        Owner same = sharing(link);
        Owner other = sharing(link);
        set(one, "facts = '{\"install\": \"i1\", \"team\": \"t1\"}', subject = 'one'");
        set(same, "facts = '{\"install\": \"i1\", \"team\": \"t2\"}', subject = 'another'");
        set(other, "facts = '{\"install\": \"i2\"}', subject = 'other'");

        assertThat(end(one)).containsExactly("kept_shared");
        assertThat(end(other)).containsExactly("revoked");
        assertThat(end(same)).containsExactly("revoked");
        assertThat(provider.revoked).hasSize(2);
    }

    @Test
    @DisplayName("end: R12: where a revocation ends one token, it is made although the consent is shared")
    void oneToken() {
        Link link = world.connect(RotationClass.R);
        Owner one = sharing(link);
        Owner other = sharing(link);

        assertThat(end(one)).containsExactly("revoked");
        assertThat(world.status(other)).isEqualTo("live");
    }

    @Test
    @DisplayName("end: R12: where a revocation ends an access token and no refresh token, the receipt says so")
    void accessTokenAlone() {
        Link link = world.connect(RotationClass.S, definition -> definition
                .getJsonObject("revocation")
                .put("kind", "access_token")
                .put("token", "access"));
        Owner rotating = grant(link);
        Owner lasting = grant(link);
        set(lasting, "refresh_token = null");

        assertThat(end(rotating)).containsExactly("partly_revoked");
        assertThat(end(lasting)).containsExactly("revoked");
        assertThat(provider.revoked).hasSize(2);
    }

    @Test
    @DisplayName(
            "end: whoever ends a grant has its revocation to itself while waiting for the answer; then the sweep takes it")
    void notBesideTheSweep() {
        Owner owner = grant(world.connect(RotationClass.R));

        World.await(world.pool.withTransaction(
                tx -> world.grants.end(tx, owner.link().environment(), owner.account(), 1, ofMinutes(1))));

        assertThat(world.one(
                        Boolean.class,
                        "select next_try_at > now() + interval '50 seconds' and tries = 0 from revocation"
                                + " where grant_id = (select id from \"grant\" where account_id = $1)",
                        owner))
                .isTrue();
        assertThat(end(owner)).containsExactly("revoked");
    }

    private Link wholeGrant() {
        return world.connect(
                RotationClass.R,
                definition -> definition.getJsonObject("revocation").put("kind", "grant"));
    }

    private Owner sharing(Link link) {
        Owner owner = grant(link);
        set(owner, "subject = 'the same person'");
        return owner;
    }

    private static List<String> end(Owner owner) {
        JsonObject body = asked(owner.link().environment(), owner.account())
                .put("connection_id", owner.link().connection().toString())
                .put("up_to_generation", 1)
                .put("revoke", true);
        return post("end", body).getJsonArray("receipts").stream()
                .map(receipt -> ((JsonObject) receipt).getString("status"))
                .toList();
    }

    @Test
    @DisplayName("probe: says what the provider says of the access token, and changes nothing")
    void heard() {
        Owner owner = grant(world.connect(RotationClass.R));

        Map.of(
                        200, new JsonObject().put("held", "yes"),
                        401, new JsonObject().put("held", "no").put("reason", "refused"),
                        500, new JsonObject().put("held", "unknown").put("reason", "unclear_answer"))
                .forEach((status, expected) -> {
                    Peers.PROVIDER.put(
                            "/userinfo",
                            request -> Peers.json(request, status, new JsonObject().put("sub", "person-1")));
                    assertThat(probe(owner.link().environment(), owner.account()))
                            .isEqualTo(expected);
                });

        assertThat(world.status(owner)).isEqualTo("live");
        assertThat(Peers.PRESENTED).isEmpty();
    }

    @Test
    @DisplayName("does not ask with a token that has expired, of a grant that is over, or where there is no way to ask")
    void notAsked() {
        List<String> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
        Peers.PROVIDER.put("/userinfo", request -> {
            asked.add(request.path());
            Peers.json(request, 200, new JsonObject().put("sub", "person-1"));
        });
        Owner expired = grant(world.connect(RotationClass.R));
        set(expired, "received_at = now() - interval '1 hour'");
        Owner ended = grant(world.connect(RotationClass.R));
        set(ended, "status = 'ended'");
        Owner mute = grant(world.connect(RotationClass.R, definition -> definition.putNull("identity")));
        Owner live = grant(world.connect(RotationClass.R));

        assertThat(probe(expired.link().environment(), expired.account()))
                .isEqualTo(new JsonObject().put("held", "unknown").put("reason", "access_token_expired"));
        assertThat(probe(mute.link().environment(), mute.account()))
                .isEqualTo(new JsonObject().put("held", "unknown").put("reason", "unsupported"));
        JsonObject gone = new JsonObject().put("held", "no").put("reason", "not_live");
        assertThat(probe(ended.link().environment(), ended.account())).isEqualTo(gone);
        assertThat(probe(live.link().environment(), AccountId.next())).isEqualTo(gone);
        assertThat(probe(EnvironmentId.next(), live.account()))
                .as("I8: another environment's is not there")
                .isEqualTo(gone);
        assertThat(asked).isEmpty();
    }

    private static JsonObject probe(EnvironmentId environment, AccountId account) {
        return post("probe", asked(environment, account).put("slot", "default"));
    }

    @Test
    @DisplayName(
            "pull: gives the current access token as it would be pushed, sealed to its place, and no refresh token")
    void current() {
        Owner owner = grant(world.connect(RotationClass.R));
        UUID environment = owner.link().environment().value();

        JsonObject token = tokens(owner.link().environment(), owner).getFirst();

        assertThat(token.getString("account_id")).isEqualTo(owner.account().toString());
        assertThat(List.of(token.getLong("generation"), token.getLong("version")))
                .containsExactly(1L, 1L);
        Place place = new Place(environment, owner.account().value(), "default", "access_token", 1, 1);
        assertThat(world.keys
                        .accessTokens()
                        .open(new Sealed(java.util.Base64.getDecoder().decode(token.getString("sealed_token"))), place)
                        .reveal(Reveal.TO_VERIFY))
                .isEqualTo("at");
        assertThat(token.fieldNames()).doesNotContain("refresh_token", "token_hash");
    }

    @Test
    @DisplayName("pull: gives a dead grant's last token too, an ended one's never, and none to another environment")
    void whose() {
        Owner owner = grant(world.connect(RotationClass.R));
        EnvironmentId environment = owner.link().environment();

        assertThat(tokens(EnvironmentId.next(), owner)).isEmpty();
        set(owner, "status = 'dead'");
        assertThat(tokens(environment, owner)).hasSize(1);
        set(owner, "status = 'ended'");
        assertThat(tokens(environment, owner)).isEmpty();
    }

    private static List<JsonObject> tokens(EnvironmentId environment, Owner owner) {
        return post("pull", asked(environment, owner.account())).getJsonArray("tokens").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    @DisplayName(
            "what was rejected when it came is revoked, and the grant in use stays the one that is renewed and asked about")
    void rejected() {
        TruthfulProvider.Family family = provider.consent("a", TruthfulProvider.Rotating.FAMILY_DIES);
        Owner owner = world.grant(world.connect(RotationClass.R), family.current, ofMinutes(1), ofMinutes(5));
        NewGrant foreign = world.granted(owner, 2, "rt-foreign-1", ofMinutes(1), ofMinutes(5));

        World.await(world.pool.withTransaction(tx -> world.grants.insertRejected(tx, foreign)));

        assertThat(world.one(
                        String.class, "select status from \"grant\" where account_id = $1 and generation = 1", owner))
                .isEqualTo("live");
        JsonObject renewal = post(
                "renew",
                asked(owner.link().environment(), owner.account())
                        .put("slot", "default")
                        .put("generation", 1)
                        .put("version", 1)
                        .put("reason", "manual"));
        assertThat(renewal.getString("result")).isEqualTo("renewed");
        await().atMost(ofSeconds(60))
                .untilAsserted(() -> assertThat(provider.revoked).hasSize(1));
        assertThat(Peers.ADOPTED)
                .allSatisfy(token -> assertThat(token.getLong("generation")).isEqualTo(1));
    }

    @Test
    @DisplayName("only account-service may ask any of them, and nobody asks half a question")
    void whoMayAsk() {
        JsonObject whole = asked(EnvironmentId.next(), AccountId.next())
                .put("slot", "default")
                .put("up_to_generation", 1);
        for (String door : List.of("end", "probe", "pull", "renew")) {
            for (ServiceName stranger : List.of(ServiceName.CALLBACK_GATEWAY, ServiceName.CONNECTION_SERVICE)) {
                Journey.post("/internal/grants/" + door, stranger, whole).then().statusCode(403);
            }
            Journey.post("/internal/grants/" + door, ServiceName.ACCOUNT_SERVICE, new JsonObject())
                    .then()
                    .statusCode(400);
        }
    }

    private Owner grant(Link link) {
        return world.grant(link, "rt-" + UUID.randomUUID(), ofMinutes(1), ofMinutes(5));
    }

    private void set(Owner owner, String what) {
        world.sql(
                "update \"grant\" set " + what + " where account_id = $1",
                Tuple.of(owner.account().value()));
    }

    private static JsonObject asked(EnvironmentId environment, AccountId account) {
        return new JsonObject().put("environment_id", environment.toString()).put("account_id", account.toString());
    }

    private static JsonObject post(String door, JsonObject body) {
        return new JsonObject(Journey.post("/internal/grants/" + door, ServiceName.ACCOUNT_SERVICE, body)
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }
}
