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
                        "io.agentauth.account.event.RecordRefusals",
                        "io.agentauth.account.keyset.KeysetAtStart",
                        "io.agentauth.account.token.GroupedReads")
                // A link holds a handle; a token is handed out.
                .except(
                        HouseRule.REVEALING,
                        "io.agentauth.account.authorization.Links",
                        "io.agentauth.account.token.HandedToken",
                        "io.agentauth.account.token.HandedCredentials",
                        // What was entered is sealed, tried and handed out.
                        "io.agentauth.account.credential.Entered",
                        "io.agentauth.account.credential.ParkedCredentials",
                        // What an application brings, on its way to be proved.
                        "io.agentauth.account.account.ImportTokens",
                        // A form's cookie and state, for its browser.
                        "io.agentauth.account.connect.Forms",
                        "io.agentauth.account.connect.FormResource",
                        // A random nonce, which is no secret by itself.
                        "io.agentauth.account.verification.AskApplication")
                // What an application sends; it does not print.
                .except(
                        HouseRule.SECRETS,
                        "io.agentauth.account.verification.VerificationResource",
                        "io.agentauth.account.account.CredentialsResource",
                        "io.agentauth.account.account.ImportTokens")
                // What a browser sends; it does not print.
                .except(HouseRule.SECRETS, "io.agentauth.account.connect.FormResource")
                .check();
    }
}
