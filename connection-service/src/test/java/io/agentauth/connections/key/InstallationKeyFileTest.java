// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.identity.ApiKeyText;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.Reveal;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationKeyFileTest {
    @TempDir
    Path folder;

    @Test
    void developmentMakesAMissingKeyForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("sub/installation.key");

        String key = InstallationKeyFile.load(config("development", file)).reveal(Reveal.TO_VERIFY);

        assertThat(ApiKeyText.isWellFormed(key)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(InstallationKeyFile.load(config("development", file)).reveal(Reveal.TO_VERIFY))
                .isEqualTo(key);
        assertThat(InstallationKeyFile.load(config("production", file)).reveal(Reveal.TO_VERIFY))
                .isEqualTo(key);
        assertThat(folder.resolve("sub").toFile().list()).hasSize(1);
    }

    @Test
    void productionStartsWithoutNone() {
        assertThatThrownBy(() -> InstallationKeyFile.load(config("production", folder.resolve("missing"))))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> InstallationKeyFile.load(read(Map.of())))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("agent-auth.installation-key-file");
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutBeingQuoted() throws IOException {
        Path file = Files.writeString(folder.resolve("k"), "hunter2\n");

        assertThatThrownBy(() -> InstallationKeyFile.load(config("production", file)))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void theSettingsHaveTheirDefaults() {
        KeyConfig config = read(Map.of());

        assertThat(config.mode()).isEqualTo(KeyConfig.Mode.PRODUCTION);
        assertThat(config.revokedListed()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.perEnvironmentMax()).isEqualTo(100);
        KeyConfig other = read(Map.of(
                "agent-auth.key.revoked-listed", "20m",
                "agent-auth.key.per-environment-max", "3",
                "agent-auth.key.mode", "development"));
        assertThat(other.revokedListed()).isEqualTo(Duration.ofMinutes(20));
        assertThat(other.perEnvironmentMax()).isEqualTo(3);
        assertThat(other.mode()).isEqualTo(KeyConfig.Mode.DEVELOPMENT);
    }

    private static KeyConfig config(String mode, Path file) {
        return read(Map.of("agent-auth.key.mode", mode, "agent-auth.key.installation-key-file", file.toString()));
    }

    private static KeyConfig read(Map<String, String> all) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(new HashMap<>(all), "test", 100))
                .withMapping(KeyConfig.class)
                .build()
                .getConfigMapping(KeyConfig.class);
    }
}
