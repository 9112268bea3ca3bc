// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.account.Accounts.Account;
import io.agentauth.database.Migration;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.Endpoint;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every public endpoint of this service, found by its annotations, asked about what another environment has. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class ForeignIdComponentTest {
    private static final String[] ALL = {
        "accounts:read", "accounts:write", "tokens:read", "events:read", "audit:read", "admin"
    };
    /** What is asked for beside the id; any other body is {}. */
    private static final Map<String, String> BODIES = Map.of(
            "PATCH /v1/accounts/{id}",
            "{\"metadata\":{\"a\":\"b\"}}",
            "PUT /v1/accounts/{id}/credentials",
            "{\"fields\":{\"api_key\":\"x\"}}",
            "PUT /v1/accounts/{id}/policy",
            "{\"use\":[\"somebody\"]}");

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    private Story story;
    private Account foreign;

    @BeforeEach
    void somebodyElseHasAnAccount() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
        foreign = accounts.active(EnvironmentId.next(), "foreign-token", Duration.ofMinutes(1), Duration.ofHours(1));
    }

    @Test
    @DisplayName("C9: whatever id of another environment, or of another kind, every verb answers the same 404")
    void everyEndpointAnswersAsIfThereWereNothing() {
        List<Endpoint> endpoints =
                Endpoint.publicOnes().stream().filter(Endpoint::hasId).toList();
        assertThat(endpoints).hasSizeGreaterThanOrEqualTo(11);
        String before = stored();

        for (Endpoint endpoint : endpoints) {
            String unknown = answer(endpoint, AccountId.next().toString(), 404);
            for (Object id : List.of(
                    foreign.id(),
                    foreign.connection(),
                    foreign.environment(),
                    ApiKeyId.next(),
                    AuthorizationId.next(),
                    "acc_1",
                    foreign.id().value())) {
                assertThat(answer(endpoint, id.toString(), 404))
                        .as("%s about %s", endpoint, id)
                        .isEqualTo(unknown)
                        .doesNotContain("foreign-token");
            }
        }

        assertThat(stored()).isEqualTo(before);
        assertThat(accounts.count("access_record", foreign.id().value())).isZero();
        assertThat(Neighbours.SEEN)
                .noneMatch(seen -> seen.body().encode().contains(foreign.id().toString()));
    }

    @Test
    @DisplayName("C10: no list and no filter shows what another environment has, or that it is there")
    void everyListIsEmptyOfOthers() {
        for (String list : List.of(
                "/v1/accounts",
                "/v1/accounts?connection_id=" + foreign.connection(),
                "/v1/accounts?identifier=" + foreign.id(),
                "/v1/events",
                "/v1/audit",
                "/v1/audit?account_id=" + foreign.id())) {
            Response answer = story.app(ALL).get(list);
            assertThat(answer.statusCode()).as(list).isEqualTo(200);
            assertThat(new JsonObject(answer.asString()).getJsonArray("data")).isEmpty();
        }
    }

    @Test
    @DisplayName("C9: a connection of another environment is none to make an account with")
    void anAccountIsNotMadeWithAForeignConnection() {
        String foreignConnection = create(foreign.connection());

        assertThat(foreignConnection).isEqualTo(create(ConnectionId.next()));
    }

    private String create(ConnectionId connection) {
        Neighbours.ANSWERS.remove("/internal/connections/get");
        return same(
                story.app(ALL)
                        .body(Map.of(
                                "connection_id",
                                connection.toString(),
                                "identifier",
                                "u",
                                "identifier_type",
                                "user_id"))
                        .post("/v1/accounts"),
                404);
    }

    private String answer(Endpoint endpoint, String id, int status) {
        var request = story.app(ALL);
        if (!endpoint.verb().equals("GET")) {
            request.body(BODIES.getOrDefault(endpoint.verb() + " " + endpoint.path(), "{}"));
        }
        return same(request.request(endpoint.verb(), endpoint.about(id)), status);
    }

    /** The answer, but for what differs from request to request. */
    private static String same(Response response, int status) {
        JsonObject body = new JsonObject(response.asString());
        assertThat(response.statusCode()).as(body.encode()).isEqualTo(status);
        body.remove("request_id");
        return response.contentType() + body.encode();
    }

    private String stored() {
        return accounts.sql(
                        "select a::text || t::text from account a join access_token t on t.account_id = a.id where a.id = $1",
                        io.vertx.mutiny.sqlclient.Tuple.of(foreign.id().value()))
                .getFirst()
                .getString(0);
    }
}
