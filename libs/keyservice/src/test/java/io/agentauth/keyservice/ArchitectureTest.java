// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.keyservice")
                // Key services are what these are about.
                .except(
                        HouseRule.NAMES,
                        KeyServiceConfig.class.getName(),
                        KeyServiceHttp.class.getName(),
                        KeyServiceWatch.class.getName())
                // The top of a timer's task; and a key service is asked on a thread that may wait for it.
                .except(HouseRule.PIPELINES, KeyServiceWatch.class.getName(), WrappingKeys.class.getName())
                // This service's own token and signature.
                .except(HouseRule.REVEALING, VaultDoor.class.getName(), AwsSignature.class.getName())
                .check();
    }

    @Test
    void theHouseRulesHoldForRotation() {
        HouseRules.of("io.agentauth.rotation").check();
    }
}
