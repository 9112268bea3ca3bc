// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentKeysTest {
    private static final Sensitive SECRET = Sensitive.of("a-token-that-must-not-be-seen");
    private static final UUID ACME = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();

    private final Keyset keyset = Keysets.makeAead("refresh_tokens");

    @TempDir
    Path folder;

    @BeforeEach
    void mark() throws IOException {
        Files.createFile(folder.resolve("environment-keys"));
        keys().make(ACME);
        keys().make(OTHER);
    }

    @Test
    @DisplayName(
            "F5: a shredded environment's seals open in no process, nor does a copy that was made before with the keyset that sealed it; others open")
    void whatWasShreddedOpensNowhere() {
        EnvironmentKeys keys = keys();
        AeadVault vault = vault(keys);
        AeadVault replica = vault(keys());
        byte[] copy = vault.seal(SECRET, place(ACME)).bytes().clone();
        Sealed others = vault.seal(SECRET, place(OTHER));
        assertThat(replica.open(new Sealed(copy), place(ACME))).isEqualTo(SECRET);

        keys.shred(ACME);

        assertThat(catchThrowable(() -> vault.open(new Sealed(copy), place(ACME))))
                .isExactlyInstanceOf(CannotOpen.class);
        assertThat(catchThrowable(() -> vault(keys()).open(new Sealed(copy), place(ACME))))
                .as("a process that starts later")
                .isExactlyInstanceOf(CannotOpen.class);
        assertThat(vault.open(others, place(OTHER))).isEqualTo(SECRET);
        assertThat(vault(keys()).open(others, place(OTHER))).isEqualTo(SECRET);
    }

    @Test
    @DisplayName("F5: a replica that has opened before forgets what was shredded by another one when it looks again")
    void aReplicaForgets() {
        EnvironmentKeys theirs = keys();
        AeadVault replica = vault(theirs);
        Sealed sealed = replica.seal(SECRET, place(ACME));
        Sealed others = replica.seal(SECRET, place(OTHER));

        keys().shred(ACME);
        theirs.refresh();

        assertThatThrownBy(() -> replica.open(sealed, place(ACME))).isExactlyInstanceOf(CannotOpen.class);
        assertThat(replica.open(others, place(OTHER))).isEqualTo(SECRET);
    }

    @Test
    @DisplayName("F5: a shredded environment's key is never made again, and shredding again changes nothing")
    void aKeyIsNeverMadeAgain() throws IOException {
        EnvironmentKeys keys = keys();
        EnvironmentKeys whoHasNotLookedSince = keys();
        vault(keys).seal(SECRET, place(ACME));

        keys.shred(ACME);
        keys.shred(ACME);
        keys.shred(OTHER);

        for (UUID environment : new UUID[] {ACME, OTHER}) {
            assertThatThrownBy(() -> vault(keys).seal(SECRET, place(environment)))
                    .isInstanceOf(KeyUnavailable.class)
                    .hasMessageContaining(environment.toString());
            assertThatThrownBy(() -> vault(keys()).seal(SECRET, place(environment)))
                    .isInstanceOf(KeyUnavailable.class);
            assertThatThrownBy(() -> keys().make(environment)).isInstanceOf(KeyUnavailable.class);
            assertThatThrownBy(() -> whoHasNotLookedSince.make(environment)).isInstanceOf(KeyUnavailable.class);
            assertThat(folder.resolve(environment + ".key")).doesNotExist();
        }
    }

    @Test
    @DisplayName(
            "F5: a shredding that died before the key was gone is finished by the next one; nothing opens in between")
    void aShreddingThatDiedIsFinished() throws IOException {
        Sealed sealed = vault(keys()).seal(SECRET, place(ACME));
        Files.createFile(Files.createDirectories(folder.resolve("shredded")).resolve(ACME.toString()));

        EnvironmentKeys keys = keys();
        assertThatThrownBy(() -> vault(keys).open(sealed, place(ACME))).isExactlyInstanceOf(CannotOpen.class);
        assertThat(folder.resolve(ACME + ".key")).exists();
        keys.shred(ACME);

        assertThat(folder.resolve(ACME + ".key")).doesNotExist();
    }

    @Test
    @DisplayName("F5: the environment's key alone opens nothing, and neither does the keyset alone")
    void bothAreNeeded() throws IOException {
        Sealed sealed = vault(keys()).seal(SECRET, place(ACME));
        AeadVault keysetAlone = AeadVault.of(keyset);
        Path key = folder.resolve(ACME + ".key");
        AeadVault otherKeyset = AeadVault.of(Keysets.makeAead("refresh_tokens")).withKeysOf(keys());

        assertThat(sealed.isOfEnvironment()).isTrue();
        assertThat(sealed.keysetId()).isEqualTo(keyset.id());
        assertThatThrownBy(() -> keysetAlone.open(sealed, place(ACME)))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("environment-keys-folder");
        byte[] plainForm = sealed.bytes().clone();
        plainForm[0] = 1;
        assertThatThrownBy(() -> keysetAlone.open(new Sealed(plainForm), place(ACME)))
                .isExactlyInstanceOf(CannotOpen.class);
        assertThatThrownBy(() -> otherKeyset.open(sealed, place(ACME))).isInstanceOf(UnknownKeyset.class);
        Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
        assertThatThrownBy(() -> vault(keys()).open(sealed, place(ACME))).isExactlyInstanceOf(CannotOpen.class);
    }

    @Test
    @DisplayName("F2, F4: under an environment's key each flipped bit and each other place gives the same error")
    void aSealThatDiffersDoesNotOpen() {
        AeadVault vault = vault(keys());
        byte[] good = vault.seal(SECRET, place(ACME)).bytes();
        vault.seal(SECRET, place(OTHER));

        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(catchThrowable(() -> vault.open(new Sealed(bad), place(ACME))))
                    .as("bit %d", bit)
                    .isInstanceOf(CannotOpen.class)
                    .hasMessage("the sealed value cannot be opened")
                    .hasNoCause();
        }
        assertThatThrownBy(() -> vault.open(new Sealed(good), place(OTHER))).isExactlyInstanceOf(CannotOpen.class);
    }

    @Test
    void whatWasSealedBeforeOpensOnAndIsSealedAnewForItsEnvironment() {
        Sealed before = AeadVault.of(keyset).seal(SECRET, place(ACME));
        EnvironmentKeys keys = keys();
        AeadVault vault = vault(keys);

        assertThat(vault.open(before, place(ACME))).isEqualTo(SECRET);
        Sealed after = vault.reseal(before, place(ACME), place(ACME));

        assertThat(after.isOfEnvironment()).isTrue();
        keys.shred(ACME);
        assertThatThrownBy(() -> vault.open(after, place(ACME))).isExactlyInstanceOf(CannotOpen.class);
    }

    @Test
    @DisplayName("F7: what a keyset sealed before it was exchanged opens with the environment's key of today")
    void anExchangedKeysetOpensOn() {
        Sealed lastWeeks = vault(keys()).seal(SECRET, place(ACME));
        AeadVault exchanged =
                AeadVault.of(Keysets.makeAead("refresh_tokens"), keyset).withKeysOf(keys());

        assertThat(exchanged.open(lastWeeks, place(ACME))).isEqualTo(SECRET);
        assertThat(exchanged.seal(SECRET, place(ACME)).keysetId()).isNotEqualTo(keyset.id());
    }

    @Test
    void whileAReplicaMayNotKnowThemNothingIsSealedWithThem() {
        EnvironmentKeys later = EnvironmentKeys.in(EnvironmentKeyFolder.at(folder), false);
        AeadVault vault = AeadVault.of(keyset).withKeysOf(later);

        assertThat(vault.seal(SECRET, place(ACME)).isOfEnvironment()).isFalse();
        assertThat(vault.open(vault(keys()).seal(SECRET, place(ACME)), place(ACME)))
                .isEqualTo(SECRET);
    }

    @Test
    void twoProcessesUseTheKeyThatWasMadeFirst() throws Exception {
        AeadVault one = vault(keys());
        AeadVault other = vault(keys());

        Sealed sealed = one.seal(SECRET, place(ACME));

        assertThat(other.seal(SECRET, place(ACME))).isNotEqualTo(sealed);
        assertThat(other.open(sealed, place(ACME))).isEqualTo(SECRET);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(ACME + ".key"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    @DisplayName("F10: a folder that is not marked as the one of environments' keys stops the start")
    void anotherFolderIsRefused() {
        assertThatThrownBy(() -> EnvironmentKeyFolder.at(folder.resolve("not-mounted")))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("environment-keys");
    }

    @Test
    @DisplayName(
            "F7: a key that was lost is missed and not replaced: nothing is sealed or forged meanwhile, and put back it opens everything")
    void aLostKeyIsMissed() throws IOException {
        Sealed sealed = vault(keys()).seal(SECRET, place(ACME));
        Sealed others = vault(keys()).seal(SECRET, place(OTHER));
        Path key = folder.resolve(ACME + ".key");
        byte[] copy = Files.readAllBytes(key);
        Files.delete(key);

        AeadVault vault = vault(keys());
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> vault.open(sealed, place(ACME)),
                () -> vault.seal(SECRET, place(ACME)),
                () -> vault.prepare(place(ACME)))) {
            assertThatThrownBy(call)
                    .as("not CannotOpen: it may come back, so no account is given up")
                    .isInstanceOf(EnvironmentKeyUnavailable.class)
                    .hasMessageContaining(ACME.toString())
                    .hasMessageContaining("put it back");
        }
        assertThat(key).doesNotExist();
        assertThat(vault.open(others, place(OTHER))).isEqualTo(SECRET);

        Files.write(key, copy);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThat(vault.open(sealed, place(ACME))).isEqualTo(SECRET);
    }

    @Test
    void aKeyThatIsNoneOrIsOpenToOthersIsAClearErrorAndTouchedByNobody() throws IOException {
        Path key = folder.resolve(ACME + ".key");
        byte[] copy = Files.readAllBytes(key);
        Files.writeString(key, "half a k");
        assertThatThrownBy(() -> vault(keys()).seal(SECRET, place(ACME)))
                .isInstanceOf(EnvironmentKeyUnavailable.class)
                .hasMessageContaining(ACME.toString())
                .hasMessageContaining("is not base64");
        keys().make(ACME);
        assertThat(key).hasContent("half a k");

        Files.write(key, copy);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw----"));
        vault(keys()).prepare(place(ACME));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> vault(keys()).prepare(place(ACME)))
                .isInstanceOf(EnvironmentKeyUnavailable.class)
                .hasMessageContaining("open to others");
    }

    @Test
    void whatWasReadAheadNeedsTheFolderNoMore() throws IOException {
        EnvironmentKeys keys = keys();
        UUID fresh = UUID.randomUUID();
        keys().make(fresh);
        keys.refresh();
        Files.delete(folder.resolve(fresh + ".key"));

        AeadVault vault = vault(keys);
        assertThat(vault.open(vault.seal(SECRET, place(fresh)), place(fresh))).isEqualTo(SECRET);
    }

    @Test
    void noKeyIsMadeInAFolderThatIsNoLongerTheOne() throws IOException {
        EnvironmentKeys keys = keys();
        Files.delete(folder.resolve("environment-keys"));
        UUID fresh = UUID.randomUUID();

        assertThatThrownBy(() -> keys.make(fresh)).isInstanceOf(KeyUnavailable.class);
        assertThatThrownBy(() -> keys.shred(ACME)).isInstanceOf(KeyUnavailable.class);
        assertThat(folder.resolve(fresh + ".key")).doesNotExist();
        assertThat(folder.resolve(ACME + ".key")).exists();
    }

    @Test
    void ofManyWhoMakeAKeyAtOnceOneDoes() throws Exception {
        UUID fresh = UUID.randomUUID();
        List<Future<Sealed>> sealed = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 64; i++) {
                sealed.add(threads.submit(() -> {
                    EnvironmentKeys keys = keys();
                    keys.make(fresh);
                    return vault(keys).seal(SECRET, place(fresh));
                }));
            }
        }
        AeadVault later = vault(keys());
        for (Future<Sealed> one : sealed) {
            assertThat(later.open(one.get(), place(fresh))).isEqualTo(SECRET);
        }
    }

    @Test
    @DisplayName("F5: a client secret, whose key is not the environment's, is covered by it, and goes with it")
    void aCoverGoesWithTheEnvironment() {
        Keyset hpke = Keysets.makeHpke("client_secrets");
        HpkeOpener opener = HpkeOpener.of(hpke);
        Sealed bare = HpkeSealer.of(hpke.publicKeyset()).seal(SECRET, place(ACME));
        EnvironmentKeys keys = keys();

        Sealed covered = keys.cover(bare, place(ACME));
        assertThatThrownBy(() -> opener.open(covered, place(ACME))).isExactlyInstanceOf(CannotOpen.class);
        assertThat(opener.open(keys().uncover(covered, place(ACME)), place(ACME)))
                .isEqualTo(SECRET);
        assertThat(keys.uncover(bare, place(ACME))).isEqualTo(bare);
        keys.cover(bare, place(OTHER));
        assertThatThrownBy(() -> keys.uncover(covered, place(OTHER))).isExactlyInstanceOf(CannotOpen.class);

        keys.shred(ACME);

        assertThatThrownBy(() -> keys.uncover(covered, place(ACME))).isExactlyInstanceOf(CannotOpen.class);
        assertThatThrownBy(() -> keys().uncover(covered, place(ACME))).isExactlyInstanceOf(CannotOpen.class);
    }

    private EnvironmentKeys keys() {
        return EnvironmentKeys.in(EnvironmentKeyFolder.at(folder), true);
    }

    private AeadVault vault(EnvironmentKeys keys) {
        return AeadVault.of(keyset).withKeysOf(keys);
    }

    private static Place place(UUID environment) {
        return new Place(environment, new UUID(3, 4), "main", "refresh_token", 1, 1);
    }
}
