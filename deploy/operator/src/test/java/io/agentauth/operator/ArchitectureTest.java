// SPDX-License-Identifier: Apache-2.0
package io.agentauth.operator;

import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.operator").check();
    }
}
