// SPDX-License-Identifier: Apache-2.0
package io.agentauth.database;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.database")
                // The top of a background task.
                .except(HouseRule.PIPELINES, Migration.class.getName())
                // A program without a framework: it has nothing else to be configured by.
                .except(HouseRule.ENVIRONMENT, Migrate.class.getName())
                .check();
    }
}
