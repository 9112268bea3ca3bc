// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.DisplayName;
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
                // The tops of timers' tasks; and a key service is asked on a thread that may wait for it.
                .except(
                        HouseRule.PIPELINES,
                        KeyServiceWatch.class.getName(),
                        ShreddedWatch.class.getName(),
                        WrappingKeys.class.getName())
                // This service's own token and signature.
                .except(HouseRule.REVEALING, VaultDoor.class.getName(), AwsSignature.class.getName())
                .check();
    }

    @Test
    void theHouseRulesHoldForRotation() {
        HouseRules.of("io.agentauth.rotation").check();
    }

    @Test
    @DisplayName(
            "H1: the vault compares what could be a secret in constant time; every other module is held to the same by its own test")
    void theVaultComparesInConstantTime() {
        HouseRules.of("io.agentauth.vault")
                // Ciphertexts, and the name of a wrapping key, which stands in what it wrapped.
                .except(
                        HouseRule.COMPARING,
                        "io.agentauth.vault.Sealed",
                        "io.agentauth.vault.WrappedKeyset",
                        "io.agentauth.vault.LocalKeyWrapper")
                .check(HouseRule.COMPARING);
    }
}
