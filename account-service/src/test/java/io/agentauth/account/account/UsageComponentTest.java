// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What connection-service asks before it deletes a connection. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class UsageComponentTest {
    @Inject
    Migration migration;

    private Story story;

    @BeforeEach
    void begin() {
        await().atMost(Duration.ofSeconds(30)).until(migration::isDone);
        story = Story.begin();
    }

    @Test
    void theAccountsOfAConnectionAreCountedAsTheyAreNow() {
        usage(story.environment, story.connection).statusCode(200).body("accounts", equalTo(0));

        String account = story.account("user_1");
        story.account("user_2");
        usage(story.environment, story.connection).body("accounts", equalTo(2));

        story.app().delete("/v1/accounts/" + account).then().statusCode(200);
        usage(story.environment, story.connection).body("accounts", equalTo(1));
        usage(EnvironmentId.next(), story.connection).statusCode(200).body("accounts", equalTo(0));
        usage(story.environment, ConnectionId.next()).body("accounts", equalTo(0));
    }

    @Test
    void nobodyButConnectionServiceMayAsk() {
        for (ServiceName stranger : new ServiceName[] {ServiceName.CALLBACK_GATEWAY, ServiceName.TOKEN_REFRESHER}) {
            ask(stranger, story.environment, story.connection).statusCode(403);
        }
    }

    private ValidatableResponse usage(EnvironmentId environment, ConnectionId connection) {
        return ask(ServiceName.CONNECTION_SERVICE, environment, connection);
    }

    private ValidatableResponse ask(ServiceName caller, EnvironmentId environment, ConnectionId connection) {
        return story.service(caller)
                .body(Map.of("environment_id", environment.toString(), "connection_id", connection.toString()))
                .post("/internal/connections/usage")
                .then();
    }
}
