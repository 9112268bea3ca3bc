// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AeadVaultTest {
    private static final String TOKEN = "ya29.a-token-that-must-not-be-seen";
    private static final UUID ENVIRONMENT = UUID.randomUUID();
    private static final UUID ACCOUNT = UUID.randomUUID();
    private static final Place PLACE = new Place(ENVIRONMENT, ACCOUNT, "main", "access_token", 3, 7);

    private final Keyset keyset = Keysets.makeAead("access_tokens");
    private final AeadVault vault = AeadVault.of(keyset);

    @Test
    void whatWasSealedOpensInItsPlace() {
        Sealed sealed = vault.seal(Sensitive.of(TOKEN), PLACE);

        assertThat(vault.open(sealed, PLACE)).isEqualTo(Sensitive.of(TOKEN));
        assertThat(vault.open(Sealed.fromBase64(sealed.toBase64()), PLACE).reveal(Reveal.TO_VERIFY))
                .isEqualTo(TOKEN);
    }

    @Test
    void theStoredFormIsAFormatByteTheKeysetIdAndTinksOutput() {
        byte[] bytes = vault.seal(Sensitive.of(TOKEN), PLACE).bytes();

        assertThat(bytes[0]).isEqualTo((byte) 1);
        assertThat(new Sealed(bytes).keysetId()).isEqualTo(keyset.id());
        assertThat(bytes[17]).as("Tink's own prefix").isEqualTo((byte) 1);
        assertThat(bytes).hasSize(17 + 5 + 12 + TOKEN.length() + 16);
    }

    @Test
    @DisplayName("F3: a nonce is drawn for each seal")
    void twoSealsOfOneSecretDiffer() {
        assertThat(vault.seal(Sensitive.of(TOKEN), PLACE)).isNotEqualTo(vault.seal(Sensitive.of(TOKEN), PLACE));
    }

    @Test
    @DisplayName("F4: every flipped bit gives the same error")
    void aSealThatDiffersInAnyBitDoesNotOpen() {
        byte[] good = vault.seal(Sensitive.of(TOKEN), PLACE).bytes();

        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(catchThrowable(() -> vault.open(new Sealed(bad), PLACE)))
                    .as("bit %d", bit)
                    .isInstanceOf(CannotOpen.class)
                    .hasMessage("the sealed value cannot be opened")
                    .hasNoCause();
        }
    }

    @Test
    @DisplayName("F4: what was cut or extended does not open")
    void aSealThatWasCutOrExtendedDoesNotOpen() {
        byte[] good = vault.seal(Sensitive.of(TOKEN), PLACE).bytes();

        for (int length = 0; length < good.length; length++) {
            Sealed cut = new Sealed(Arrays.copyOf(good, length));
            assertThatThrownBy(() -> vault.open(cut, PLACE)).isInstanceOf(CannotOpen.class);
        }
        Sealed extended = new Sealed(Arrays.copyOf(good, good.length + 1));
        assertThatThrownBy(() -> vault.open(extended, PLACE)).isInstanceOf(CannotOpen.class);
    }

    @ParameterizedTest
    @MethodSource("otherPlaces")
    @DisplayName("F2: what was moved or rolled back does not open")
    void aSealThatWasMovedOrRolledBackDoesNotOpen(Place other) {
        Sealed sealed = vault.seal(Sensitive.of(TOKEN), PLACE);

        assertThatThrownBy(() -> vault.open(sealed, other)).isExactlyInstanceOf(CannotOpen.class);
    }

    static List<Place> otherPlaces() {
        return List.of(
                new Place(UUID.randomUUID(), ACCOUNT, "main", "access_token", 3, 7),
                new Place(ENVIRONMENT, UUID.randomUUID(), "main", "access_token", 3, 7),
                new Place(ACCOUNT, ENVIRONMENT, "main", "access_token", 3, 7),
                new Place(ENVIRONMENT, ACCOUNT, "bot", "access_token", 3, 7),
                new Place(ENVIRONMENT, ACCOUNT, "main", "refresh_token", 3, 7),
                new Place(ENVIRONMENT, ACCOUNT, "maina", "ccess_token", 3, 7),
                new Place(ENVIRONMENT, ACCOUNT, "", "mainaccess_token", 3, 7),
                new Place(ENVIRONMENT, ACCOUNT, "main", "access_token", 2, 7),
                new Place(ENVIRONMENT, ACCOUNT, "main", "access_token", 3, 6),
                new Place(ENVIRONMENT, ACCOUNT, "main", "access_token", 7, 3));
    }

    @Test
    @DisplayName("F2: a seal that was moved is counted, one that opens and one of an unknown keyset are not")
    void whatDoesNotOpenIsCounted() {
        Sealed sealed = vault.seal(Sensitive.of(TOKEN), PLACE);
        Place elsewhere = new Place(ENVIRONMENT, ACCOUNT, "main", "access_token", 3, 6);
        long before = Unopened.all().count();

        var _ = vault.open(sealed, PLACE);
        assertThatThrownBy(() -> AeadVault.of(Keysets.makeAead("access_tokens")).open(sealed, PLACE))
                .isInstanceOf(UnknownKeyset.class);
        assertThat(Unopened.all().count()).isEqualTo(before);
        assertThatThrownBy(() -> vault.open(sealed, elsewhere)).isInstanceOf(CannotOpen.class);
        assertThat(Unopened.all().count()).isEqualTo(before + 1);
        assertThatThrownBy(() -> vault.reseal(sealed, elsewhere, PLACE)).isInstanceOf(CannotOpen.class);
        assertThat(Unopened.all().count()).isEqualTo(before + 2);
    }

    @Test
    @DisplayName("F2: no two places look the same to the seal")
    void noTwoPlacesHaveTheSameAssociatedData() {
        List<String> texts = List.of("", "a", "b", "ab", "a\0", "\0a", "é", "a|b", "|");
        List<byte[]> all = texts.stream()
                .flatMap(slot -> texts.stream().flatMap(field -> Stream.of(0L, 1L, -1L, Long.MAX_VALUE)
                        .map(number -> new Place(ENVIRONMENT, ACCOUNT, slot, field, number, 1).associatedData())))
                .toList();

        assertThat(all.stream().map(Arrays::toString).distinct()).hasSize(texts.size() * texts.size() * 4);
    }

    @Test
    void aSealOfAKeysetThatIsNotHeldNamesThatKeyset() {
        Keyset other = Keysets.makeAead("access_tokens");
        Sealed sealed = AeadVault.of(other).seal(Sensitive.of(TOKEN), PLACE);

        assertThat(catchThrowable(() -> vault.open(sealed, PLACE)))
                .isInstanceOfSatisfying(UnknownKeyset.class, unknown -> assertThat(unknown.keysetId())
                        .isEqualTo(other.id()));
    }

    @Test
    void anOlderKeysetOpensAndTheCurrentOneSeals() {
        Sealed old = vault.seal(Sensitive.of(TOKEN), PLACE);
        Keyset next = Keysets.makeAead("access_tokens");
        AeadVault rotated = AeadVault.of(next, keyset);

        assertThat(rotated.open(old, PLACE)).isEqualTo(Sensitive.of(TOKEN));
        assertThat(rotated.seal(Sensitive.of(TOKEN), PLACE).keysetId()).isEqualTo(next.id());
        assertThat(rotated.keysetIds()).containsExactlyInAnyOrder(next.id(), keyset.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"not base64!", "", "AQ==", "BAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AwAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatIsNoEnvelopeFailsLikeEverythingElse(String base64) {
        assertThatThrownBy(() -> vault.open(Sealed.fromBase64(base64), PLACE)).isExactlyInstanceOf(CannotOpen.class);
    }

    @Test
    void aKeysetOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> AeadVault.of(Keysets.makeMac("handles"))).isInstanceOf(IllegalArgumentException.class);
    }
}
