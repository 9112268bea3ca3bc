// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher;

import io.agentauth.refresher.connection.ConnectionView;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.refresher.pace.Linger;
import io.agentauth.refresher.pace.Loop;
import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String BASE = "io.agentauth.refresher";

    @Test
    void theHouseRulesHold() {
        HouseRules.of(BASE)
                // The tops of background tasks. An exchange goes on when the person has closed the browser.
                .except(HouseRule.PIPELINES, KeyRing.class.getName(), BASE + ".renewal.Worker")
                .except(HouseRule.PIPELINES, Linger.class.getName(), Loop.class.getName())
                .except(HouseRule.PIPELINES, BASE + ".exchange.Flights")
                // What is in it is sealed.
                .except(HouseRule.SECRETS, ConnectionView.class.getName())
                // The flow's cookie, for the browser; a provider's public keys, which came as an answer's body.
                .except(HouseRule.REVEALING, BASE + ".flow.BeginFlow", BASE + ".exchange.ProviderKeys")
                // What a token is asked for with; what an application brings, which does not print.
                .except(HouseRule.REVEALING, BASE + ".endpoint.Order")
                .except(HouseRule.SECRETS, BASE + ".exchange.ImportResource")
                .check();
    }
}
