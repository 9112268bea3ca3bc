// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agentauth.database.Migration;
import io.agentauth.identity.InstallationSeal;
import io.agentauth.keyservice.KeyServiceConfig;
import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.problems.ProblemException;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.Settings;
import io.agentauth.rotation.RotationConfig;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.HpkeSealer;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class KeyRingComponentTest {
    private static final Place PLACE = new Place(UUID.randomUUID(), UUID.randomUUID(), "main", "refresh_token", 1, 1);

    @Inject
    KeyRing keys;

    @Inject
    KeysetStore store;

    @Inject
    Wrapping wrapping;

    @Inject
    WrappingKeys wrappingKeys;

    @Inject
    RotationConfig rotation;

    @Inject
    @ReactiveDataSource("worker")
    Pool pool;

    @Inject
    PublicKeysetFile file;

    @Inject
    Migration migration;

    @BeforeEach
    void held() {
        await().atMost(Duration.ofSeconds(60)).until(keys::isUsable);
    }

    @Test
    void twoReplicasHoldTheSameKeys() {
        Rings theirs = new Rings(pool, rotation, wrappingKeys, wrapping);
        KeyRing other = new KeyRing(theirs, wrapping, store, file, migration);
        other.start(new StartupEvent());
        await().atMost(Duration.ofSeconds(60)).until(other::isOpened);
        Sensitive secret = Sensitive.random(256);
        assertThat(other.isHeld()).isFalse();
        assertThatThrownBy(other::refreshTokens)
                .as("R20: not before it is known to be the current one")
                .isInstanceOf(ProblemException.class);
        other.release();

        assertThat(other.refreshTokens().open(keys.refreshTokens().seal(secret, PLACE), PLACE))
                .isEqualTo(secret);
        assertThat(other.accessTokens().open(keys.accessTokens().seal(secret, PLACE), PLACE))
                .isEqualTo(secret);
        assertThat(other.hashes().hash("state", secret)).isEqualTo(keys.hashes().hash("state", secret));
    }

    @Test
    @DisplayName("F8: what is sealed to the public keyset opens here alone")
    void whatIsSealedToThePublicKeysetOpensHereAlone() {
        Sensitive secret = Sensitive.random(256);
        Sealed sealed = HpkeSealer.of(keys.held().publicKeyset()).seal(secret, PLACE);

        assertThat(keys.clientSecrets().open(sealed, PLACE)).isEqualTo(secret);
        assertThatThrownBy(() -> keys.refreshTokens().open(sealed, PLACE)).isInstanceOf(RuntimeException.class);
    }

    @Test
    @DisplayName("F10: without a wrapping key token-refresher does not start")
    void withoutAWrappingKeyItDoesNotStart() {
        KeysetConfig none = Settings.shipped(KeysetConfig.class);
        WrappingKeys files = new WrappingKeys(Settings.shipped(KeyServiceConfig.class));

        assertThatThrownBy(() -> new Wrapping(none, files, new InstallationSeal()))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("agent-auth.vault.wrapping-key-file");
    }
}
