// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemJson;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MetadataTest {
    private final Metadata metadata = new Metadata(ProblemJson.mapper());

    @Test
    void membersAreSetOneByOneAndANullRemovesOne() {
        Map<String, Object> changes = new HashMap<>();
        changes.put("old", null);
        changes.put("new", Map.of("nested", List.of(1, "two", true)));

        assertThat(metadata.changed(Map.of("old", 1, "kept", 2), changes))
                .isEqualTo(Map.of("kept", 2, "new", Map.of("nested", List.of(1, "two", true))));
    }

    @Test
    void anAbsentObjectIsAnEmptyOne() {
        assertThat(metadata.of(null)).isEmpty();
    }

    @Test
    @DisplayName("H7: metadata beyond its limits is refused")
    void whatExceedsALimitIsRefused() {
        Map<String, Object> many = new HashMap<>();
        for (int i = 0; i <= 50; i++) {
            many.put("key" + i, i);
        }
        Object deep = "end";
        for (int i = 0; i < 9; i++) {
            deep = List.of(deep);
        }
        assertRefused(many);
        assertRefused(Map.of("k".repeat(65), 1));
        assertRefused(Map.of("", 1));
        assertRefused(Map.of("k", "v".repeat(17_000)));
        assertRefused(Map.of("k", deep));
        assertRefused(Map.of("k", Collections.singletonMap("inner\u0000", 1)));
        assertRefused(Map.of("k", List.of("half a pair \ud83d")));
    }

    private void assertRefused(Map<String, Object> sent) {
        assertThatThrownBy(() -> metadata.of(sent))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.errors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.field()).isEqualTo("metadata")));
    }
}
