// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.problems.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InputTest {
    @Test
    void textsAreKeptByteForByte() {
        for (String text : List.of(" user ", "USER", "u\u0308", "\u00fc", "\ud83d\ude00", "a\u202eb")) {
            assertThat(Input.required("identifier", text, 20)).isSameAs(text);
        }
    }

    @Test
    void whatCannotBeStoredIsRefused() {
        for (String text :
                Arrays.asList(null, "", "a\u0000", "a\nb", "\u007f", "\ud83d", "\ude00\ud83d", "x".repeat(21))) {
            assertThatThrownBy(() -> Input.required("identifier", text, 20)).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    @DisplayName("RFC 6749 §3.3: a scope is visible ASCII without quote and backslash")
    void scopes() {
        assertThat(Input.scopes("scopes", List.of("b", "a", "b", "https://x.example/y.z")))
                .containsExactly("b", "a", "https://x.example/y.z");
        assertThat(Input.scopes("scopes", null)).isEmpty();
        for (String scope : Arrays.asList(null, "", "a b", "a\"b", "a\\b", "\u00fc", "s".repeat(513))) {
            assertThatThrownBy(() -> Input.scopes("scopes", Collections.singletonList(scope)))
                    .isInstanceOf(ProblemException.class);
        }
        assertThatThrownBy(() -> Input.scopes("scopes", new ArrayList<>(Collections.nCopies(101, "a"))))
                .isInstanceOf(ProblemException.class);
    }
}
