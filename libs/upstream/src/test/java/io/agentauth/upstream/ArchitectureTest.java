// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.upstream")
                // Writes the request to the socket.
                .except(HouseRule.REVEALING, Exchange.class.getName())
                .check();
    }
}
