// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.account.Settings;
import io.agentauth.identity.InstallationSeal;
import io.agentauth.keyservice.KeyServiceConfig;
import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.vault.KeyUnavailable;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AccessTokenKeysTest {
    @Test
    @DisplayName("F10: without its key account-service does not start")
    void withoutAKeyFileTheServiceDoesNotStart() {
        assertThatThrownBy(() -> wrapping(Map.of()))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("agent-auth.vault.wrapping-key-file");
        assertThatThrownBy(() -> wrapping(Map.of("agent-auth.keyset.wrapping-key-file", "target/there-is-no-such.key")))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("does not exist");
    }

    private static Wrapping wrapping(Map<String, String> files) {
        return new Wrapping(
                Settings.read(KeysetConfig.class, files),
                new WrappingKeys(Settings.read(KeyServiceConfig.class, Map.of())),
                new InstallationSeal());
    }
}
