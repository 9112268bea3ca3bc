// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.upstream")
                // Write the request to the socket, its first line and the rest.
                .except(HouseRule.REVEALING, Upstream.class.getName(), Exchange.class.getName())
                .check();
    }
}
