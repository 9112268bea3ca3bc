// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.emulator")
                // What opens an emulated account is no secret; the others arrive in the body of a control request.
                .except(
                        HouseRule.SECRETS,
                        EmulatorSettings.class.getName(),
                        "io.agentauth.emulator.server.Control$NewClient",
                        "io.agentauth.emulator.server.Control$Shown")
                .check();
    }
}
