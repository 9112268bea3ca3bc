// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.account")
                // The top of a background task.
                .except(HouseRule.PIPELINES, Migration.class.getName())
                // A link is the one thing that a handle is for.
                .except(HouseRule.REVEALING, "io.agentauth.account.authorization.Links")
                .check();
    }
}
