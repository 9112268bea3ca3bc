// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
    private final Keyset keyset = Keysets.makeMac("handles");
    private final KeyedHash hash = KeyedHash.of(keyset);
    private final Sensitive secret = Sensitive.random(128);

    @Test
    void theSameSecretHasTheSameHashOfTheSameKind() {
        assertThat(hash.hash("state", secret)).hasSize(KeyedHash.BYTES).isEqualTo(hash.hash("state", secret));
        assertThat(hash.hash("state", secret)).isNotEqualTo(hash.hash("cookie", secret));
        assertThat(hash.hash("state", Sensitive.of("ab"))).isNotEqualTo(hash.hash("statea", Sensitive.of("b")));
    }

    @Test
    void anotherKeyGivesAnotherHash() {
        assertThat(KeyedHash.of(Keysets.makeMac("handles")).hash("state", secret))
                .isNotEqualTo(hash.hash("state", secret));
    }

    @Test
    @DisplayName("H1: a hash matches its secret only")
    void aHashMatchesItsSecretOnly() {
        byte[] stored = hash.hash("state", secret);

        assertThat(hash.matches(stored, "state", secret)).isTrue();
        assertThat(hash.matches(stored, "state", Sensitive.random(128))).isFalse();
        assertThat(hash.matches(new byte[0], "state", secret)).isFalse();
    }

    @Test
    void whatAnOlderKeysetHashedIsFoundDuringARotation() {
        KeyedHash rotated = KeyedHash.of(Keysets.makeMac("handles"), keyset);

        assertThat(rotated.matches(hash.hash("state", secret), "state", secret)).isTrue();
        assertThat(rotated.hashes("state", secret)).hasSize(2);
        assertThat(rotated.hash("state", secret)).isNotEqualTo(hash.hash("state", secret));
    }
}
