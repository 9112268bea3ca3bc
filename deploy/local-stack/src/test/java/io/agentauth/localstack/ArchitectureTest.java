// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.localstack")
                // Programs without a framework: NO_COLOR, TERM and PATH are the terminal's.
                .except(HouseRule.ENVIRONMENT, Console.class.getName(), Doctor.class.getName())
                // What is said to the emulator, in whose place nobody real is.
                .except(
                        HouseRule.REVEALING,
                        "io.agentauth.localstack.trial.PlainStage",
                        "io.agentauth.localstack.trial.Stage")
                .check();
    }
}
