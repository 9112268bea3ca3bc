// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.identity")
                // Services are what these are about.
                .except(HouseRule.NAMES, ServiceName.class.getName(), ServiceCalls.class.getName())
                // The tops of pipelines: the framework's own hand-over, a timer's task, and a renewal that nobody waits
                // for.
                .except(
                        HouseRule.PIPELINES,
                        Entry.class.getName(),
                        IssuerWatch.class.getName(),
                        OwnTokens.class.getName())
                // The service's own token goes into a header, a new key's prefix is cut from it.
                .except(HouseRule.REVEALING, OwnTokens.class.getName(), ApiKeyText.class.getName())
                .check();
    }
}
