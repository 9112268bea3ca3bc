// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 9180: sealed to a public key")
class HpkeTest {
    private static final Place PLACE = new Place(UUID.randomUUID(), UUID.randomUUID(), "-", "client_secret", 0, 1);
    private static final Sensitive SECRET = Sensitive.of("the client secret");

    private final Keyset keyset = Keysets.makeHpke("sealing");
    private final HpkeSealer sealer =
            HpkeSealer.of(new PublicKeyset(keyset.id(), keyset.publicKeyset().json()));
    private final HpkeOpener opener = HpkeOpener.of(keyset);

    @Test
    @DisplayName("F2, F8: only the holder of the private half opens it, and only in its place")
    void theHolderOfThePrivateHalfOpensItInItsPlaceOnly() {
        Sealed sealed = sealer.seal(SECRET, PLACE);
        Place elsewhere = new Place(PLACE.environment(), UUID.randomUUID(), "-", "client_secret", 0, 1);

        assertThat(opener.open(sealed, PLACE)).isEqualTo(SECRET);
        assertThatThrownBy(() -> opener.open(sealed, elsewhere)).isExactlyInstanceOf(CannotOpen.class);
    }

    @Test
    void aSealThatDiffersInAnyByteDoesNotOpen() {
        byte[] good = sealer.seal(SECRET, PLACE).bytes();

        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x40;
            assertThatThrownBy(() -> opener.open(new Sealed(bad), PLACE)).isInstanceOf(CannotOpen.class);
        }
    }

    @Test
    void anotherKeysetDoesNotOpenIt() {
        Keyset other = Keysets.makeHpke("sealing");
        Sealed sealed = sealer.seal(SECRET, PLACE);
        byte[] renamed = Sealed.of(other.id(), sealed.tinkOutput()).bytes();

        assertThatThrownBy(() -> HpkeOpener.of(other).open(sealed, PLACE)).isInstanceOf(UnknownKeyset.class);
        assertThatThrownBy(() -> HpkeOpener.of(other).open(new Sealed(renamed), PLACE))
                .isExactlyInstanceOf(CannotOpen.class);
    }

    @Test
    void thePublicHalfHoldsNoSecretAndItsFingerprintIsTheKeys() {
        PublicKeyset published = keyset.publicKeyset();
        PublicKeyset otherwiseWritten =
                new PublicKeyset(keyset.id(), published.json().replaceAll("\\s", ""));

        assertThat(published.json()).contains("HpkePublicKey").doesNotContain("HpkePrivateKey");
        assertThat(published.fingerprint()).hasSize(64).isEqualTo(otherwiseWritten.fingerprint());
        assertThat(published.fingerprint())
                .isNotEqualTo(Keysets.makeHpke("sealing").publicKeyset().fingerprint())
                .isNotEqualTo(new PublicKeyset(UUID.randomUUID(), published.json()).fingerprint());
    }

    @Test
    void aPublicKeysetThatIsNoneIsRefused() {
        assertThatThrownBy(() -> HpkeSealer.of(new PublicKeyset(UUID.randomUUID(), "{}")))
                .isInstanceOf(KeyUnavailable.class);
    }
}
