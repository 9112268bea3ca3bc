// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.identity.ServiceName;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class FactsComponentTest {
    @BeforeEach
    void reset() {
        Peers.reset();
        answers("one");
        Peers.PROVIDER.put(
                "/userinfo",
                request -> Peers.json(
                        request, 200, new JsonObject().put("sub", "person-1").put("plan", "gold")));
    }

    @Test
    @DisplayName(
            "B6 QuickBooks: what callback, answer and identity call tell is kept with the grant, and an answer to a refresh has the last word")
    void whatIsToldIsKept() {
        Journey journey = Journey.telling(false).begin();

        journey.comeBack(journey.query() + "&realmId=9341&employee=e-1");

        assertThat(facts())
                .isEqualTo(new JsonObject()
                        .put("realm", "9341")
                        .put("host", "one.emulator.test")
                        .put("plan", "gold")
                        .put("api_base_url", "https://one.emulator.test/v3"));

        answers("two");
        renew(journey, 1);

        assertThat(facts())
                .isEqualTo(new JsonObject()
                        .put("realm", "9341")
                        .put("host", "two.emulator.test")
                        .put("plan", "gold")
                        .put("api_base_url", "https://two.emulator.test/v3"));

        answers("evil.example/");
        renew(journey, 2);

        assertThat(facts().getString("api_base_url")).isEqualTo("https://two.emulator.test/v3");
    }

    @Test
    @DisplayName("B10 QuickBooks: what the callback tells waits with the code for the application's word")
    void whatTheCallbackTellsWaitsWithTheCode() {
        Journey journey = Journey.telling(true).begin();

        assertThat(journey.comeBack(journey.query() + "&realmId=9341").getString("outcome"))
                .isEqualTo("verification");
        assertThat(journey.verdict(true).getString("outcome")).isEqualTo("succeeded");

        assertThat(facts().getString("realm")).isEqualTo("9341");
    }

    @Test
    @DisplayName(
            "Q14 Atlassian: what the consent is good for is listed with the grant, stays when it is renewed, and is not missed")
    void sitesAreListed() {
        JsonObject site = new JsonObject().put("id", "s-1").put("name", "One").put("url", "https://one.emulator.test");
        Peers.PROVIDER.put(
                "/sites", request -> Peers.json(request, 200, new JsonObject().put("all", new JsonArray().add(site))));
        Journey journey = Journey.listing().begin();
        journey.comeBack();
        assertThat(Peers.ADOPTED.getLast().getJsonArray("sites")).isEqualTo(new JsonArray().add(site));

        renew(journey, 1);
        assertThat(Peers.ADOPTED.getLast().getJsonArray("sites")).isEqualTo(new JsonArray().add(site));

        Peers.PROVIDER.put("/sites", request -> Peers.json(request, 403, new JsonObject()));
        Journey other = Journey.listing().begin();
        assertThat(other.comeBack().getString("outcome")).isEqualTo("succeeded");
        assertThat(Peers.ADOPTED.getLast().getJsonArray("sites")).isEmpty();
    }

    @Test
    @DisplayName("Q31 Strava: what stayed ticked, which the callback alone tells, is what was granted")
    void theCallbackTellsWhatWasGranted() {
        Journey journey = Journey.telling(false).begin();

        journey.comeBack(journey.query() + "&ticked=email,activity:read");

        assertThat(Peers.ADOPTED.getLast().getJsonArray("scopes"))
                .isEqualTo(new JsonArray().add("email").add("activity:read"));
    }

    private static void answers(String host) {
        Peers.PROVIDER.put(
                "/token",
                request -> Peers.json(
                        request, 200, Peers.tokens().put("instance_url", "https://" + host + ".emulator.test")));
    }

    private static void renew(Journey journey, long version) {
        JsonObject wanted = new JsonObject()
                .put("environment_id", journey.environment.toString())
                .put("account_id", journey.account.toString())
                .put("slot", "default")
                .put("generation", 1)
                .put("version", version)
                .put("reason", "rejected");
        Journey.post("/internal/grants/renew", ServiceName.ACCOUNT_SERVICE, wanted)
                .then()
                .statusCode(200)
                .body("result", org.hamcrest.Matchers.equalTo("renewed"));
    }

    private static JsonObject facts() {
        return Peers.ADOPTED.getLast().getJsonObject("facts");
    }
}
