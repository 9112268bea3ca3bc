// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysetsTest {
    private static final Place PLACE = new Place(UUID.randomUUID(), UUID.randomUUID(), "main", "refresh_token", 1, 1);
    private static final Sensitive SECRET = Sensitive.of("secret");

    private final KeyWrapper wrapper = LocalKeyWrapper.of(Sensitive.of(new byte[32]));
    private final Keyset keyset = Keysets.makeAead("grants");
    private final WrappedKeyset wrapped = Keysets.wrap(keyset, wrapper);

    @Test
    void anUnwrappedKeysetOpensWhatTheFirstSealed() {
        Sealed sealed = AeadVault.of(keyset).seal(SECRET, PLACE);

        Keyset again = Keysets.unwrap(wrapped, wrapper);

        assertThat(again.id()).isEqualTo(keyset.id());
        assertThat(AeadVault.of(again).open(sealed, PLACE)).isEqualTo(SECRET);
    }

    @Test
    void everyKindSurvivesWrapping() {
        Keyset hpke = Keysets.makeHpke("sealing");
        Keyset mac = Keysets.makeMac("states");

        Keyset hpkeAgain = Keysets.unwrap(Keysets.wrap(hpke, wrapper), wrapper);
        Keyset macAgain = Keysets.unwrap(Keysets.wrap(mac, wrapper), wrapper);

        assertThat(hpkeAgain.publicKeyset().fingerprint())
                .isEqualTo(hpke.publicKeyset().fingerprint());
        assertThat(KeyedHash.of(macAgain).hash("state", SECRET))
                .isEqualTo(KeyedHash.of(mac).hash("state", SECRET));
    }

    @Test
    @DisplayName("F2: a keyset under another name does not unwrap")
    void aKeysetWrappedUnderAnotherNameDoesNotUnwrap() {
        assertThatThrownBy(() -> unwrap(UUID.randomUUID(), "grants", Keyset.Kind.AEAD))
                .isInstanceOf(CannotOpen.class);
        assertThatThrownBy(() -> unwrap(keyset.id(), "access_tokens", Keyset.Kind.AEAD))
                .isInstanceOf(CannotOpen.class);
        assertThatThrownBy(() -> unwrap(keyset.id(), "grants", Keyset.Kind.MAC)).isInstanceOf(CannotOpen.class);
    }

    private Keyset unwrap(UUID id, String purpose, Keyset.Kind kind) {
        return Keysets.unwrap(new WrappedKeyset(id, purpose, kind, wrapped.wrapped()), wrapper);
    }

    @Test
    void aWrappedKeysetThatDiffersInAnyByteDoesNotUnwrap() {
        for (int i = 0; i < wrapped.wrapped().length; i++) {
            byte[] bad = wrapped.wrapped().clone();
            bad[i] ^= 1;
            WrappedKeyset tampered = new WrappedKeyset(keyset.id(), "grants", Keyset.Kind.AEAD, bad);
            assertThatThrownBy(() -> Keysets.unwrap(tampered, wrapper))
                    .isInstanceOfAny(CannotOpen.class, KeyUnavailable.class);
        }
    }

    @Test
    void anotherWrappingKeyIsSaidToBeAnother() {
        KeyWrapper other = LocalKeyWrapper.of(Sensitive.of("another key of exactly 32 bytes."));

        assertThatThrownBy(() -> Keysets.unwrap(wrapped, other))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("another wrapping key");
    }

    @Test
    void whatIsStoredDoesNotHoldTheKeysetInPlain() {
        assertThat(new String(wrapped.wrapped(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("type.googleapis.com");
    }

    @ParameterizedTest
    @CsvSource({"''", "Grants", "a b", "1st", "x/y"})
    void aPurposeIsAWord(String purpose) {
        assertThatThrownBy(() -> Keysets.makeAead(purpose)).isInstanceOf(IllegalArgumentException.class);
    }
}
