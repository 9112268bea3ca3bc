// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.LocalKeyWrapper;
import io.agentauth.vault.WrappedKeyset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTransitKeyWrapperTest {
    private static final byte[] PLACE = {1, 2, 3};
    private static final byte[] SECRET = {9, 8, 7, 6};
    private final FakeVault vault = new FakeVault();

    @TempDir
    Path folder;

    @BeforeEach
    void aToken() throws IOException {
        vault.tokens.add("hvs.first");
        Files.writeString(folder.resolve("token"), "hvs.first\n");
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void whatIsWrappedUnwrapsInItsPlaceAlone() {
        KeyWrapper wrapper = wrapper(Map.of());
        byte[] wrapped = wrapper.wrap(SECRET, PLACE);

        assertThat(wrapper.unwrap(wrapped, PLACE)).isEqualTo(SECRET);
        assertThat(wrapper.made(wrapped)).isTrue();
        assertThatThrownBy(() -> wrapper.unwrap(wrapped, new byte[] {1, 2, 4})).isInstanceOf(CannotOpen.class);
        wrapped[wrapped.length - 5] ^= 1;
        assertThatThrownBy(() -> wrapper.unwrap(wrapped, PLACE)).isInstanceOf(CannotOpen.class);
    }

    @Test
    @DisplayName("F6: after Vault's key was rotated both versions open, until the old one is not allowed any more")
    void bothVersionsOpen() {
        KeyWrapper wrapper = wrapper(Map.of("check-every", "0s"));
        byte[] old = wrapper.wrap(SECRET, PLACE);
        vault.rotate();
        byte[] fresh = wrapper.wrap(SECRET, PLACE);

        assertThat(wrapper(Map.of()).unwrap(old, PLACE)).isEqualTo(SECRET);
        assertThat(wrapper(Map.of()).unwrap(fresh, PLACE)).isEqualTo(SECRET);
        vault.minDecryptionVersion = 2;
        assertThatThrownBy(() -> wrapper(Map.of()).unwrap(old, PLACE)).isInstanceOf(KeyUnavailable.class);
    }

    @Test
    @DisplayName("F6: a keyset that a file wrapped still opens when Vault has taken over, and is wrapped anew by Vault")
    void movesFromAFile() {
        Path file = folder.resolve("wrapping.key");
        Keyset keyset = Keysets.makeAead("access_tokens");
        WrappedKeyset byFile = Keysets.wrap(keyset, LocalKeyWrapper.of(file, true));

        KeyWrapper wrapper = keys(Map.of()).own(new WrappingFiles(Optional.of(file), List.of(), "file", false));
        Keyset opened = Keysets.unwrap(byFile, wrapper);
        WrappedKeyset byVault = Keysets.wrap(opened, wrapper);

        assertThat(wrapper.made(byFile.wrapped())).isFalse();
        assertThat(wrapper.made(byVault.wrapped())).isTrue();
        assertThat(Keysets.unwrap(byVault, wrapper(Map.of())).id()).isEqualTo(keyset.id());
    }

    @Test
    void aTokenThatEndedIsReadAgain() throws IOException {
        KeyWrapper wrapper = wrapper(Map.of());
        byte[] wrapped = wrapper.wrap(SECRET, PLACE);
        vault.tokens.clear();
        vault.tokens.add("hvs.second");
        Files.writeString(folder.resolve("token"), "hvs.second");

        assertThat(wrapper.unwrap(wrapped, PLACE)).isEqualTo(SECRET);
        assertThat(wrapper.wrap(SECRET, PLACE)).isNotEmpty();
    }

    @Test
    void aPodSignsInWithItsServiceAccountAndAgainWhenThatEnds() throws IOException {
        Path account = Files.writeString(folder.resolve("account"), FakeVault.SERVICE_ACCOUNT);
        vault.tokens.clear();
        Map<String, String> settings = new HashMap<>(settings(Map.of(
                "vault.kubernetes-role", "account-service", "vault.service-account-token-file", account.toString())));
        settings.remove("vault.token-file");
        KeyWrapper wrapper = new WrappingKeys(Settings.of(settings)).own(none());

        byte[] wrapped = wrapper.wrap(SECRET, PLACE);
        vault.tokens.clear();

        assertThat(wrapper.unwrap(wrapper.wrap(SECRET, PLACE), PLACE)).isEqualTo(SECRET);
        assertThat(wrapper.unwrap(wrapped, PLACE)).isEqualTo(SECRET);
        assertThat(vault.server().asked)
                .filteredOn(one -> one.endsWith("/login"))
                .hasSize(2);
    }

    @Test
    void whatVaultRefusesIsSaidWithoutWhatItSays() {
        vault.tokens.clear();
        assertThatThrownBy(() -> wrapper(Map.of()).wrap(SECRET, PLACE))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessage("Vault does not use the key agent-auth for us: HTTP 403.");
    }

    @Test
    void aVaultThatIsAwayIsSaid() {
        KeyWrapper wrapper = wrapper(Map.of());
        vault.close();
        assertThatThrownBy(() -> wrapper.wrap(SECRET, PLACE))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("does not answer");
    }

    @Test
    @DisplayName("F10: with a key service and no key of it the service does not start")
    void withoutAKeyItDoesNotStart() {
        Map<String, String> settings = new HashMap<>(settings(Map.of()));
        settings.remove("key");
        assertThatThrownBy(() -> new WrappingKeys(Settings.of(settings)).own(none()))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("agent-auth.key-service.key");
    }

    private KeyWrapper wrapper(Map<String, String> more) {
        return keys(more).own(none());
    }

    private WrappingKeys keys(Map<String, String> more) {
        return new WrappingKeys(Settings.of(settings(more)));
    }

    private Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "kind",
                "vault-transit",
                "key",
                FakeVault.KEY,
                "vault.url",
                vault.url() + "/",
                "vault.token-file",
                folder.resolve("token").toString()));
        settings.putAll(more);
        return settings;
    }

    static WrappingFiles none() {
        return new WrappingFiles(Optional.empty(), List.of(), "file", false);
    }
}
