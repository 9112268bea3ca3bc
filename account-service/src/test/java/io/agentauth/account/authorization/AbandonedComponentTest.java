// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.agentauth.account.Accounts;
import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.database.Migration;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Authorizations of people who never come back, with nobody who asks. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class AbandonedComponentTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    private Story story;
    private String account;

    @BeforeEach
    void begin() {
        await().atMost(SOON).until(migration::isDone);
        story = Story.begin();
        account = story.account("user_1");
    }

    @Test
    @DisplayName("A3: a flow that nobody returned to in time ends, and is in the trail")
    void aFlowThatNobodyReturnsToEndsByItself() {
        String clicked = clicked();
        set(clicked, "flow_expires_at = now() - interval '1 hour'");

        await().atMost(SOON).untilAsserted(() -> assertThat(ended()).hasSize(1));

        assertThat(ended().getFirst().getString("authorization_id")).isEqualTo(clicked);
        assertThat(ended().getFirst().getString("status")).isEqualTo("expired");
        assertThat(ended().getFirst().getString("reason")).isEqualTo("timeout");
        outcome(clicked)
                .body("status", equalTo("expired"))
                .body("account_status", equalTo("pending_auth"))
                .body("redirect_url", equalTo(Story.RETURN_URL));
    }

    @Test
    void tokenRefresherHasItsTimeToSayHowAFlowEnded() {
        String clicked = clicked();
        set(clicked, "flow_expires_at = now() - interval '1 second'");
        String unclicked = story.view(story.handle(account, Map.of())).extract().path("authorization_id");
        set(unclicked, "link_expires_at = now() - interval '1 second'");

        // The sweep that ends the one has met the other.
        await().atMost(SOON).untilAsserted(() -> assertThat(ended()).hasSize(1));

        assertThat(ended().getFirst().getString("authorization_id")).isEqualTo(unclicked);
        outcome(clicked).body("status", equalTo("waiting"));
    }

    private String clicked() {
        String handle = story.handle(account, Map.of("redirect_url", Story.RETURN_URL));
        story.start(handle).statusCode(200);
        return story.view(handle).extract().path("authorization_id");
    }

    private ValidatableResponse outcome(String authorization) {
        return story.gateway()
                .get("/internal/authorizations/" + authorization + "/outcome")
                .then()
                .statusCode(200);
    }

    private void set(String authorization, String what) {
        accounts.sql(
                "update authorization_attempt set " + what + " where id = $1",
                Tuple.of(AuthorizationId.parse(authorization).value()));
    }

    /** What was published of authorizations that came to nothing. */
    private List<JsonObject> ended() {
        return accounts
                .sql(
                        "select data from event where key = $1 and type = 'agent-auth.authorization-failed.v1' order by sequence",
                        Tuple.of(account))
                .stream()
                .map(row -> new JsonObject(row.getString(0)))
                .toList();
    }
}
