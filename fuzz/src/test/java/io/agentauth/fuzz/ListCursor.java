// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.requests.Paging;
import java.util.Arrays;
import java.util.List;

/** The limit and the cursor of a list. */
final class ListCursor implements Target {
    @Override
    public List<String> seeds() {
        return List.of("MTI", Paging.cursor(new byte[16]), Paging.cursor(Long.MAX_VALUE), "50", "-1", "100", "=", "");
    }

    @Override
    public void read(byte[] input) {
        String text = Target.text(input);
        expected(() -> {
            byte[] place = Paging.place(text);
            Target.require(Arrays.equals(place, Paging.place(Paging.cursor(place))), "a cursor that leads elsewhere");
        });
        expected(() -> Target.require(Paging.position(text) >= 0, "a position before the beginning"));
        expected(() -> {
            int limit = Paging.limit(text);
            Target.require(limit >= 1 && limit <= Paging.LIMIT_MAX, "a page without end");
        });
    }

    private static void expected(Runnable reading) {
        try {
            reading.run();
        } catch (ProblemException problem) {
            Target.require(problem.type() == ProblemType.INVALID_FIELD, "another problem than the field's");
        }
    }
}
