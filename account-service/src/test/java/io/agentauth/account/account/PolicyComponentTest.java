// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.agentauth.account.Accounts;
import io.agentauth.account.Accounts.Account;
import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.account.keyset.KeysetAtStart;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An account of an organisation, and what its members may do with it. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class PolicyComponentTest {
    private static final String RENEW = "/internal/grants/renew";
    private static final String END = "/internal/grants/end";
    private static final String PROBE = "/internal/grants/probe";
    private static final String REFUSED = "agent-auth.use-refused.v1";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    /** Everything that a key can have. */
    private static final String[] ALL = {
        "accounts:read", "accounts:write", "tokens:read", "events:read", "audit:read", "admin"
    };

    @Inject
    Accounts accounts;

    @Inject
    Database database;

    @Inject
    Migration migration;

    @Inject
    @Readiness
    KeysetAtStart keyset;

    private Story story;
    private Account account;

    @BeforeEach
    void anAccountOfAnOrganisation() {
        await().atMost(SOON).until(migration::isDone);
        await().atMost(SOON).until(() -> keyset.call().getStatus() == Status.UP);
        story = Story.begin();
        account = organisation("token", HOUR);
        Neighbours.answer(RENEW, new JsonObject().put("result", "renewed"));
        Neighbours.answer(END, new JsonObject().put("receipts", new JsonArray()));
        Neighbours.answer(PROBE, new JsonObject().put("held", "yes"));
    }

    @Test
    @DisplayName("B9: without a policy nobody is asked for whom it is")
    void withoutAPolicyNobodyIsAsked() {
        policy("GET", null, ALL)
                .statusCode(200)
                .body("restricted", equalTo(false))
                .body("use.size()", equalTo(0));
        token("").statusCode(200);
        act("check", "").statusCode(200);
        act("pause", "").statusCode(200);
    }

    @Test
    @DisplayName("B9: a token is read for the member whom the policy allows it, whatever the agent's key may do")
    void aTokenIsReadForWhomThePolicyAllowsIt() {
        allow(List.of("ada", "grace"), List.of("ada"));

        token("?acting_user=ada").statusCode(200).body("access_token", equalTo("token"));
        token("?acting_user=grace").statusCode(200);
        token("").statusCode(400).body("code", equalTo("acting_user_required"));
        token("?acting_user=").statusCode(400).body("code", equalTo("acting_user_required"));
        for (String other : List.of("eve", "Ada", "ada%20", "ad", "*", "%22ada%22")) {
            token("?acting_user=" + other)
                    .statusCode(403)
                    .body("code", equalTo("not_allowed_by_policy"))
                    .body("access_token", equalTo(null));
        }
        assertThat(records("refused is null")).hasSize(2);
        assertThat(records("refused = 'acting_user_required' and acting_user is null"))
                .hasSize(2);
        assertThat(records("refused = 'not_allowed_by_policy' and acting_user = 'eve'"))
                .hasSize(1);
    }

    @Test
    @DisplayName("B9: who may not have the token learns nothing of the account, and has nothing renewed")
    void whoMayNotHasNothingRenewed() {
        account = organisation("old", Duration.ofSeconds(-1));
        allow(List.of("ada"), List.of());
        token("?acting_user=eve").statusCode(403).body("code", equalTo("not_allowed_by_policy"));
        accounts.sql("update account set status = 'expired' where id = $1", Tuple.of(uuid()));
        token("?acting_user=eve").statusCode(403).body("code", equalTo("not_allowed_by_policy"));

        assertThat(Neighbours.seen(RENEW)).isEmpty();
        token("?acting_user=ada").statusCode(409).body("code", equalTo("reauthorization_required"));
    }

    @DisplayName(
            "B9: check, refresh, pause, resume, disconnect and delete are done for the member whom the policy allows them")
    @ParameterizedTest
    @CsvSource({
        "check, user",
        "refresh, user",
        "pause, manager",
        "resume, manager",
        "disconnect, manager",
        "delete, manager",
    })
    void whatIsDoneIsDoneForAMember(String deed, String allowed) {
        allow(List.of("user"), List.of("manager"));
        String other = allowed.equals("user") ? "manager" : "user";

        act(deed, "").statusCode(400).body("code", equalTo("acting_user_required"));
        act(deed, "?acting_user=" + other).statusCode(403).body("code", equalTo("not_allowed_by_policy"));
        assertThat(status()).isEqualTo("active");
        for (String internal : List.of(RENEW, END, PROBE)) {
            assertThat(Neighbours.seen(internal)).isEmpty();
        }
        assertThat(records("action = '" + deed + "' and refused = 'not_allowed_by_policy' and acting_user = '" + other
                        + "'"))
                .hasSize(1);

        act(deed, "?acting_user=" + allowed).statusCode(200);
    }

    @Test
    @DisplayName("B9: the answer that was kept for one member is not given to another")
    void aKeptAnswerIsGivenToNobodyElse() {
        allow(List.of("ada"), List.of());
        String checked = checkAs("ada").statusCode(200).extract().asString();

        checkAs("eve").statusCode(403).body("held", equalTo(null));
        checkAs("ada").statusCode(200).body(equalTo(checked));
        assertThat(Neighbours.seen(PROBE)).hasSize(1);
    }

    @Test
    @DisplayName("B9: everybody may, but has to be named; and who is on no list may not")
    void everybodyHasToBeNamed() {
        allow(List.of("*"), null);

        token("?acting_user=anybody").statusCode(200);
        token("").statusCode(400).body("code", equalTo("acting_user_required"));
        act("disconnect", "?acting_user=anybody").statusCode(403);
    }

    @Test
    @DisplayName("B9, J3: each refusal is in the trail with the acting user, and is no read")
    void refusalsAreInTheTrail() {
        allow(List.of("ada"), List.of());
        token("?acting_user=eve&reason=curiosity").statusCode(403);
        act("disconnect", "?acting_user=eve").statusCode(403);
        token("?acting_user=ada").statusCode(200);

        JsonObject page = trail("");
        assertThat(types(page)).contains(REFUSED, "agent-auth.token-read.v1");
        List<JsonObject> refusals = trail("&type=" + REFUSED).getJsonArray("data").stream()
                .map(JsonObject.class::cast)
                .map(entry -> entry.getJsonObject("data"))
                .toList();
        assertThat(refusals).hasSize(2).allSatisfy(refusal -> {
            assertThat(refusal.getString("acting_user")).isEqualTo("eve");
            assertThat(refusal.getString("refused")).isEqualTo("not_allowed_by_policy");
        });
        assertThat(refusals).extracting(refusal -> refusal.getString("action")).containsExactly("disconnect", "read");
        assertThat(types(trail("&type=agent-auth.token-read.v1"))).hasSize(1);
    }

    @Test
    @DisplayName("B9: whoever was refused a token has read none, when all that a key has read is revoked")
    void whoWasRefusedHasReadNothing() {
        allow(List.of("ada"), List.of());
        token("?acting_user=eve").statusCode(403);
        revokeAllRead();
        assertThat(status()).isEqualTo("active");

        token("?acting_user=ada").statusCode(200);
        revokeAllRead();
        await().atMost(SOON).until(() -> status().equals("revoked"));
    }

    @Test
    @DisplayName("B9: a policy is changed with admin alone, and each change is an event, once")
    void aPolicyIsChangedWithAdmin() {
        Map<String, Object> wanted = Map.of("use", List.of("b", "a", "b"), "manage", List.of());
        policy("PUT", wanted, "accounts:read", "accounts:write", "tokens:read")
                .statusCode(403)
                .body("code", equalTo("permission_denied"));
        policy("DELETE", null, "accounts:read", "accounts:write").statusCode(403);
        policy("GET", null, "admin").statusCode(403);

        policy("PUT", wanted, "admin")
                .statusCode(200)
                .body("restricted", equalTo(true))
                .body("use", equalTo(List.of("a", "b")))
                .body("manage", equalTo(List.of()));
        policy("PUT", wanted, "admin").statusCode(200);
        policy("GET", null, "accounts:read").statusCode(200).body("use", equalTo(List.of("a", "b")));
        policy("DELETE", null, "admin").statusCode(200).body("restricted", equalTo(false));
        policy("DELETE", null, "admin").statusCode(200);

        token("").statusCode(200);
        List<Row> events = accounts.sql(
                "select type, data::text as data from event where key = $1 order by sequence",
                Tuple.of(account.id().toString()));
        assertThat(events)
                .extracting(row -> row.getString("type"))
                .containsOnly("agent-auth.account-policy-changed.v1");
        assertThat(events)
                .extracting(row -> new JsonObject(row.getString("data")))
                .extracting(data -> data.getString("status"), data -> data.getLong("version"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("set", 2L),
                        org.assertj.core.groups.Tuple.tuple("removed", 3L));
    }

    @Test
    @DisplayName("B9: what is no policy is refused, and so is one for a person's account")
    void whatIsNoPolicyIsRefused() {
        List<String> tooMany = Collections.nCopies(501, "a");
        for (Map<String, Object> body : List.<Map<String, Object>>of(
                Map.of("use", tooMany), Map.of("use", List.of("")), Map.of("manage", List.of("a".repeat(201))))) {
            policy("PUT", body, ALL).statusCode(400).body("code", equalTo("invalid_field"));
        }
        policy("PUT", Map.of("members", List.of("a")), ALL).statusCode(400).body("code", equalTo("unknown_field"));
        account = accounts.active(story.environment, "token", MINUTE, HOUR);
        policy("PUT", Map.of("use", List.of("ada")), ALL).statusCode(400).body("code", equalTo("invalid_request"));
        policy("DELETE", null, ALL).statusCode(200);
    }

    @DisplayName("B9: the release before, too, hands out nothing that a policy refuses")
    @ParameterizedTest
    @ValueSource(strings = {"read_tokens", "read_told_tokens"})
    void theReleaseBeforeObeysToo(String function) {
        allow(List.of("ada"), List.of());

        assertThat(read(function, "eve")).isEmpty();
        assertThat(read(function, null)).isEmpty();
        assertThat(read(function, "ada")).hasSize(1).allSatisfy(row -> assertThat(row.getBuffer("sealed"))
                .isNotNull());
    }

    private Account organisation(String token, Duration left) {
        Account made = accounts.active(story.environment, token, MINUTE, left);
        accounts.sql(
                "update account set identifier_type = 'org_id' where id = $1",
                Tuple.of(made.id().value()));
        return made;
    }

    private void allow(List<String> use, List<String> manage) {
        policy("PUT", manage == null ? Map.of("use", use) : Map.of("use", use, "manage", manage), ALL)
                .statusCode(200);
    }

    private ValidatableResponse policy(String verb, Object body, String... scopes) {
        var request = story.app(scopes);
        if (body != null) {
            request.body(body);
        }
        return request.request(verb, path() + "/policy").then();
    }

    private ValidatableResponse token(String query) {
        return story.app(ALL)
                .urlEncodingEnabled(false)
                .get(path() + "/token" + query)
                .then()
                .body("code", not(equalTo("internal_error")));
    }

    private ValidatableResponse act(String deed, String query) {
        var request = story.app(ALL).body("{}");
        return (deed.equals("delete") ? request.delete(path() + query) : request.post(path() + "/" + deed + query))
                .then();
    }

    private ValidatableResponse checkAs(String user) {
        return story.app(ALL)
                .header("Idempotency-Key", "k")
                .body("{}")
                .post(path() + "/check?acting_user=" + user)
                .then();
    }

    private void revokeAllRead() {
        String id = story.app("admin")
                .body(Map.of("read_from", "2026-01-01T00:00:00Z"))
                .post("/v1/revocations")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        await().atMost(SOON)
                .until(() -> story.app("admin")
                                .get("/v1/revocations/" + id)
                                .jsonPath()
                                .getString("finished_at")
                        != null);
    }

    private JsonObject trail(String filter) {
        return new JsonObject(story.app(ALL)
                .get("/v1/audit?account_id=" + account.id() + filter)
                .asString());
    }

    private static List<String> types(JsonObject page) {
        return page.getJsonArray("data").stream()
                .map(entry -> ((JsonObject) entry).getString("type"))
                .toList();
    }

    private List<Row> records(String condition) {
        return accounts.sql("select 1 from access_record where account_id = $1 and " + condition, Tuple.of(uuid()));
    }

    private List<Row> read(String function, String actingUser) {
        return Accounts.get(database.app()
                .preparedQuery("select sealed from " + function
                        + "(array[$1::uuid], array[$2::uuid], array[null::text], array[0::bigint], array[$1::uuid], array[$3::text],"
                        + " array[null::text], array[null::text], array[null::text])")
                .execute(Tuple.of(story.environment.value(), uuid(), actingUser))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList()));
    }

    private String status() {
        return accounts.sql("select status from account where id = $1", Tuple.of(uuid()))
                .getFirst()
                .getString(0);
    }

    private UUID uuid() {
        return account.id().value();
    }

    private String path() {
        return "/v1/accounts/" + account.id();
    }
}
