// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.providers")
                // Puts the token into the revocation that it is for.
                .except(HouseRule.REVEALING, Revocation.class.getName())
                // Put what a person entered where it goes.
                .except(HouseRule.REVEALING, StaticCredentials.class.getName(), StaticShape.class.getName())
                // Puts token and client where the provider takes them.
                .except(HouseRule.REVEALING, AccessExchange.class.getName())
                // Presents the assertion that was signed for it.
                .except(HouseRule.REVEALING, MachineGrant.class.getName())
                .check();
    }
}
