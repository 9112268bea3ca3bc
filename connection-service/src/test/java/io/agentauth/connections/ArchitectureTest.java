// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String BASE = "io.agentauth.connections.";

    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.connections")
                // The tops of background tasks.
                .except(
                        HouseRule.PIPELINES,
                        BASE + "environment.KeysOfEnvironments",
                        BASE + "key.InstallationKey",
                        BASE + "key.RecordRefusals",
                        BASE + "keyset.RefresherKeyset",
                        BASE + "keyset.SigningKeys")
                // A key is shown to whoever made it, a token to whoever may have it; a new installation key goes to its
                // file.
                .except(
                        HouseRule.REVEALING,
                        BASE + "key.ApiKeyResource",
                        BASE + "key.InstallationKeyFile",
                        BASE + "token.TokenAnswer",
                        BASE + "token.ExchangeResource")
                // Wire records, which do not print.
                .except(
                        HouseRule.SECRETS,
                        BASE + "token.ExchangeResource",
                        BASE + "connection.Credentials",
                        BASE + "connection.InternalConnectionResource")
                .check();
    }
}
