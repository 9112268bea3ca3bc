// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.vault.KeyUnavailable;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AccessTokenKeysTest {
    @Test
    @DisplayName("F10: without its key account-service does not start")
    void withoutAKeyFileTheServiceDoesNotStart() {
        assertThatThrownBy(() -> new AccessTokenKeys(null, null, config(Optional.empty())))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("agent-auth.vault.access-token-wrapping-key-file");
        assertThatThrownBy(() ->
                        new AccessTokenKeys(null, null, config(Optional.of(Path.of("target/there-is-no-such.key")))))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("does not exist");
    }

    private static KeysetConfig config(Optional<Path> file) {
        return new KeysetConfig() {
            @Override
            public Mode mode() {
                return Mode.PRODUCTION;
            }

            @Override
            public Optional<Path> wrappingKeyFile() {
                return Optional.empty();
            }

            @Override
            public Optional<Path> accessTokenWrappingKeyFile() {
                return file;
            }
        };
    }
}
