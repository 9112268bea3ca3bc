// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher;

import io.agentauth.refresher.connection.ConnectionView;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.refresher")
                // The tops of background tasks.
                .except(HouseRule.PIPELINES, Migration.class.getName(), KeyRing.class.getName())
                // What is in it is sealed.
                .except(HouseRule.SECRETS, ConnectionView.class.getName())
                .check();
    }
}
