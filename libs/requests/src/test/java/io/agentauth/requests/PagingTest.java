// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagingTest {
    @Test
    void aLimitIsANumberFromOneToAHundred() {
        assertThat(Paging.limit(null)).isEqualTo(50);
        assertThat(Paging.limit("1")).isEqualTo(1);
        assertThat(Paging.limit("100")).isEqualTo(100);
        for (String limit : List.of("", "x", "0", "101", "-1", " 1", "2147483648")) {
            assertThatThrownBy(() -> Paging.limit(limit)).isInstanceOfSatisfying(ProblemException.class, problem -> {
                assertThat(problem.type()).isEqualTo(ProblemType.INVALID_FIELD);
                assertThat(problem.errors().getFirst().field()).isEqualTo("limit");
            });
        }
    }

    @Test
    void aCursorIsReadAsItWasWritten() {
        assertThat(Paging.position(Paging.cursor(17L))).isEqualTo(17);
        assertThat(Paging.text(Paging.cursor("2026/evt_1"))).isEqualTo("2026/evt_1");
        assertThat(Paging.place(Paging.cursor(new byte[] {0, -1}))).containsExactly(0, -1);
        assertThat(Paging.position(null)).isZero();
        assertThat(Paging.position("")).isZero();
        for (String cursor : List.of("!", "x", Paging.cursor(-1L), Paging.cursor("x"), Paging.cursor("9".repeat(20)))) {
            assertThatThrownBy(() -> Paging.position(cursor))
                    .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(
                                    problem.errors().getFirst().field())
                            .isEqualTo("cursor"));
        }
    }
}
