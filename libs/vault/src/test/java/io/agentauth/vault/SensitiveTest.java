// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SensitiveTest {
    private static final String SECRET = "xoxb-very-secret";

    @Test
    @DisplayName("G7: a secret does not print")
    void toStringNeverContainsTheSecret() {
        Sensitive secret = Sensitive.of(SECRET);
        record Holder(Sensitive token) {}

        assertThat(secret).hasToString("Sensitive[redacted]");
        assertThat(new Holder(secret).toString()).doesNotContain(SECRET);
        assertThat(String.valueOf((Object) secret)).doesNotContain(SECRET);
    }

    @Test
    @DisplayName("G7: nothing but reveal gives a secret away")
    void nothingButRevealGivesItAway() {
        assertThat(Arrays.stream(Sensitive.class.getDeclaredMethods())
                        .filter(method ->
                                Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                        .filter(method ->
                                method.getReturnType() == String.class || method.getReturnType() == byte[].class)
                        .map(method -> method.getName()))
                .containsExactlyInAnyOrder("reveal", "revealBytes", "toString");
        assertThat(Serializable.class.isAssignableFrom(Sensitive.class)).isFalse();
    }

    @Test
    void equalSecretsAreEqualAndTheirHashSaysNothing() {
        assertThat(Sensitive.of(SECRET)).isEqualTo(Sensitive.of(SECRET)).isNotEqualTo(Sensitive.of(SECRET + "x"));
        assertThat(Sensitive.of(SECRET)).hasSameHashCodeAs(Sensitive.of("another"));
    }

    @Test
    void itsBytesCannotBeChangedFromOutside() {
        byte[] bytes = {1, 2, 3};
        Sensitive secret = Sensitive.of(bytes);
        bytes[0] = 9;
        secret.revealBytes(Reveal.TO_VERIFY)[1] = 9;

        assertThat(secret.revealBytes(Reveal.TO_VERIFY)).containsExactly(1, 2, 3);
    }

    @Test
    void aRandomSecretHasTheBitsThatWereAskedFor() {
        assertThat(Sensitive.random(256).reveal(Reveal.TO_VERIFY)).hasSize(43).matches("[A-Za-z0-9_-]+");
        assertThat(Sensitive.random(128)).isNotEqualTo(Sensitive.random(128));
        assertThatThrownBy(() -> Sensitive.random(64)).isInstanceOf(IllegalArgumentException.class);
    }
}
