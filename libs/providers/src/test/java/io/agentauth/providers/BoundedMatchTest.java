// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundedMatchTest {
    @ParameterizedTest
    @CsvSource({"[a-z]+-[0-9]{2}, acme-12, true", "[a-z]+-[0-9]{2}, acme-123, false", "(a+)+b, aaaab, true"})
    void allOfTheTextMatches(String pattern, String text, boolean matches) {
        assertThat(BoundedMatch.of(pattern, text)).isEqualTo(matches);
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPatternThatNeverEndsDoesNotMatch() {
        assertThat(BoundedMatch.of("(.*a){12}b", "a".repeat(200))).isFalse();
        assertThat(BoundedMatch.of("([a-z]+)*\\1!", "a".repeat(200))).isFalse();
    }
}
