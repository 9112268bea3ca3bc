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
                .except(
                        HouseRule.PIPELINES,
                        "io.agentauth.account.keyset.KeysetAtStart",
                        "io.agentauth.account.token.GroupedReads")
                // A link holds a handle; a token is handed out.
                .except(
                        HouseRule.REVEALING,
                        "io.agentauth.account.authorization.Links",
                        "io.agentauth.account.token.HandedToken",
                        // A random nonce, which is no secret by itself.
                        "io.agentauth.account.verification.AskApplication")
                // What an application sends; it does not print.
                .except(HouseRule.SECRETS, "io.agentauth.account.verification.VerificationResource")
                .check();
    }
}
