// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account;

import io.agentauth.problems.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The query parameters of lists. Cursors are opaque to callers. */
public final class Paging {
    private static final int LIMIT = 20;
    private static final int LIMIT_MAX = 100;

    private Paging() {}

    /** How many: 1 to 100, 20 unless said otherwise. */
    public static int limit(@Nullable String text) {
        if (text == null) {
            return LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LIMIT_MAX) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw ProblemException.invalidField("limit", "It is a number from 1 to " + LIMIT_MAX + ".");
    }

    /** The cursor that stands for {@code position}. */
    public static String cursor(Object position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(position.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What a cursor stands for. */
    public static String text(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException _) {
            throw unreadable();
        }
    }

    /** The position that a cursor stands for; 0 without one. */
    public static long position(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(text(cursor));
        } catch (NumberFormatException _) {
            throw unreadable();
        }
    }

    /** The problem of a cursor that is none of ours. */
    public static ProblemException unreadable() {
        return ProblemException.invalidField("cursor", "It cannot be read.");
    }
}
