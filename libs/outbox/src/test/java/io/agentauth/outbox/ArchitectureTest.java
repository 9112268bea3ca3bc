// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.outbox")
                // Threads of their own, which may wait: the pause between two tries.
                .except(HouseRule.SLEEPING, RelayThread.class.getName(), ConsumerThread.class.getName())
                .check();
    }
}
