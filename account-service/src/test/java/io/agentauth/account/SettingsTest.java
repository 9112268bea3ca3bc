// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.account.adoption.WarningConfig;
import io.agentauth.account.audit.ChainConfig;
import io.agentauth.account.authorization.AuthorizationConfig;
import io.agentauth.account.connection.ConnectionConfig;
import io.agentauth.account.credential.CredentialConfig;
import io.agentauth.account.ending.EndingConfig;
import io.agentauth.account.environment.EnvironmentConfig;
import io.agentauth.account.expiring.ExpiringConfig;
import io.agentauth.account.keyset.KeysetConfig;
import io.agentauth.account.retention.RetentionConfig;
import io.agentauth.account.verification.VerificationConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final String URL = "agent-auth.authorization.public-url";

    @Test
    void defaultsOfAuthorizations() {
        AuthorizationConfig config = Settings.read(AuthorizationConfig.class, Map.of(URL, "https://auth.example"));

        assertThat(config.linkLife()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.flowLife()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.flowGrace()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.claim()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.waitingMax()).isEqualTo(10);
        assertThat(config.personLinksMax()).isEqualTo(60);
        assertThat(config.personWithin()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.sweepEvery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.sweepBatch()).isEqualTo(200);
    }

    @Test
    void everyKeyOfAuthorizations() {
        AuthorizationConfig config = Settings.read(
                AuthorizationConfig.class,
                Map.of(
                        URL,
                        "https://auth.example",
                        "agent-auth.authorization.link-life",
                        "1m",
                        "agent-auth.authorization.flow-life",
                        "2m",
                        "agent-auth.authorization.flow-grace",
                        "3m",
                        "agent-auth.authorization.claim",
                        "4s",
                        "agent-auth.authorization.waiting-max",
                        "5",
                        "agent-auth.authorization.person-links-max",
                        "8",
                        "agent-auth.authorization.person-within",
                        "9m",
                        "agent-auth.authorization.sweep-every",
                        "6s",
                        "agent-auth.authorization.sweep-batch",
                        "7"));

        assertThat(config.publicUrl()).isEqualTo(URI.create("https://auth.example"));
        assertThat(config.personLinksMax()).isEqualTo(8);
        assertThat(config.personWithin()).isEqualTo(Duration.ofMinutes(9));
        assertThat(config.linkLife()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.flowLife()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.flowGrace()).isEqualTo(Duration.ofMinutes(3));
        assertThat(config.claim()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.waitingMax()).isEqualTo(5);
        assertThat(config.sweepEvery()).isEqualTo(Duration.ofSeconds(6));
        assertThat(config.sweepBatch()).isEqualTo(7);
    }

    @Test
    void endings() {
        EndingConfig defaults = Settings.read(EndingConfig.class, Map.of());
        EndingConfig set = Settings.read(
                EndingConfig.class,
                Map.of(
                        "agent-auth.ending.sweep-every", "2s",
                        "agent-auth.ending.within", "3s",
                        "agent-auth.ending.pause-max", "4s",
                        "agent-auth.ending.concurrency", "6",
                        "agent-auth.ending.batch", "5"));

        assertThat(defaults.sweepEvery()).isEqualTo(Duration.ofSeconds(1));
        assertThat(defaults.within()).isEqualTo(Duration.ofSeconds(12));
        assertThat(defaults.pauseMax()).isEqualTo(Duration.ofSeconds(30));
        assertThat(defaults.batch()).isEqualTo(50);
        assertThat(set.sweepEvery()).isEqualTo(Duration.ofSeconds(2));
        assertThat(set.within()).isEqualTo(Duration.ofSeconds(3));
        assertThat(set.pauseMax()).isEqualTo(Duration.ofSeconds(4));
        assertThat(set.batch()).isEqualTo(5);
        assertThat(defaults.concurrency()).isEqualTo(8);
        assertThat(set.concurrency()).isEqualTo(6);
    }

    @Test
    void verifications() {
        VerificationConfig defaults = Settings.read(VerificationConfig.class, Map.of());
        VerificationConfig set = Settings.read(
                VerificationConfig.class,
                Map.of(
                        "agent-auth.verification.sweep-every", "2s",
                        "agent-auth.verification.within", "3s",
                        "agent-auth.verification.told-for", "4s",
                        "agent-auth.verification.batch", "5"));

        assertThat(defaults.sweepEvery()).isEqualTo(Duration.ofSeconds(1));
        assertThat(defaults.within()).isEqualTo(Duration.ofSeconds(14));
        assertThat(defaults.toldFor()).isEqualTo(Duration.ofHours(1));
        assertThat(defaults.batch()).isEqualTo(20);
        assertThat(set.sweepEvery()).isEqualTo(Duration.ofSeconds(2));
        assertThat(set.within()).isEqualTo(Duration.ofSeconds(3));
        assertThat(set.toldFor()).isEqualTo(Duration.ofSeconds(4));
        assertThat(set.batch()).isEqualTo(5);
    }

    @Test
    void credentials() {
        assertThat(Settings.read(CredentialConfig.class, Map.of()).triedWithin())
                .isEqualTo(Duration.ofSeconds(11));
        assertThat(Settings.read(CredentialConfig.class, Map.of("agent-auth.credential.tried-within", "2s"))
                        .triedWithin())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void copies() {
        assertThat(Settings.read(ConnectionConfig.class, Map.of()).freshFor()).isEqualTo(Duration.ofMinutes(1));
        assertThat(Settings.read(ConnectionConfig.class, Map.of("agent-auth.connection.fresh-for", "2s"))
                        .freshFor())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(Settings.read(EnvironmentConfig.class, Map.of()).freshFor()).isEqualTo(Duration.ofMinutes(1));
        assertThat(Settings.read(EnvironmentConfig.class, Map.of("agent-auth.environment.fresh-for", "3s"))
                        .freshFor())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void keysets() {
        assertThat(Settings.read(KeysetConfig.class, Map.of()).mode()).isEqualTo(KeysetConfig.Mode.PRODUCTION);
        KeysetConfig set = Settings.read(
                KeysetConfig.class,
                Map.of(
                        "agent-auth.keyset.mode", "development",
                        "agent-auth.keyset.wrapping-key-file", "/run/own.key",
                        "agent-auth.keyset.access-token-wrapping-key-file", "/run/tokens.key"));
        assertThat(set.mode()).isEqualTo(KeysetConfig.Mode.DEVELOPMENT);
        assertThat(set.wrappingKeyFile()).contains(Path.of("/run/own.key"));
        assertThat(set.accessTokenWrappingKeyFile()).contains(Path.of("/run/tokens.key"));
    }

    @Test
    void warnings() {
        assertThat(Settings.read(WarningConfig.class, Map.of()).before()).isEqualTo(Duration.ofDays(14));
        assertThat(Settings.read(WarningConfig.class, Map.of("agent-auth.warning.before", "3d"))
                        .before())
                .isEqualTo(Duration.ofDays(3));
        assertThat(Settings.read(ExpiringConfig.class, Map.of()).endingsEvery()).isEqualTo("30s");
        assertThat(Settings.read(ExpiringConfig.class, Map.of("agent-auth.expiring.endings-every", "2s"))
                        .endingsEvery())
                .isEqualTo("2s");
    }

    @Test
    void retention() {
        RetentionConfig defaults = Settings.read(RetentionConfig.class, Map.of());
        RetentionConfig set = Settings.read(
                RetentionConfig.class,
                Map.of(
                        "agent-auth.retention.access-records", "1d",
                        "agent-auth.retention.events", "2d",
                        "agent-auth.retention.every", "3s",
                        "agent-auth.retention.batch", "4",
                        "agent-auth.retention.batches-max", "5"));

        assertThat(defaults.accessRecords()).isEqualTo(Duration.ofDays(90));
        assertThat(defaults.events()).isEqualTo(Duration.ofDays(400));
        assertThat(defaults.every()).isEqualTo("1m");
        assertThat(defaults.batch()).isEqualTo(5_000);
        assertThat(defaults.batchesMax()).isEqualTo(100);
        assertThat(set.accessRecords()).isEqualTo(Duration.ofDays(1));
        assertThat(set.events()).isEqualTo(Duration.ofDays(2));
        assertThat(set.every()).isEqualTo("3s");
        assertThat(set.batch()).isEqualTo(4);
        assertThat(set.batchesMax()).isEqualTo(5);
    }

    @Test
    void chains() {
        ChainConfig defaults = Settings.read(ChainConfig.class, Map.of());
        ChainConfig set = Settings.read(
                ChainConfig.class,
                Map.of(
                        "agent-auth.chain.every", "1s",
                        "agent-auth.chain.batch", "2",
                        "agent-auth.chain.batches-max", "3",
                        "agent-auth.chain.lease", "4s"));

        assertThat(defaults.every()).isEqualTo("30s");
        assertThat(defaults.batch()).isEqualTo(500);
        assertThat(defaults.batchesMax()).isEqualTo(1_000);
        assertThat(defaults.lease()).isEqualTo(Duration.ofSeconds(15));
        assertThat(set.every()).isEqualTo("1s");
        assertThat(set.batch()).isEqualTo(2);
        assertThat(set.batchesMax()).isEqualTo(3);
        assertThat(set.lease()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void aKeyThatNobodyKnowsFailsTheStart() {
        assertThatThrownBy(() -> Settings.read(EndingConfig.class, Map.of("agent-auth.ending.pause", "1s")))
                .hasMessageContaining("agent-auth.ending.pause");
    }
}
