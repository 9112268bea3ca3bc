// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import io.agentauth.problems.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of lists, the same for every list of the API. Cursors are opaque to callers; an empty one is none. All that cannot be read
 * fails with {@code invalid_field}.
 */
public final class Paging {
    /** How many a page has unless {@code limit} says otherwise. */
    public static final int LIMIT = 50;

    /** How many a page has at most. */
    public static final int LIMIT_MAX = 100;

    private Paging() {}

    /** How many: 1 to {@value #LIMIT_MAX}, {@value #LIMIT} unless said otherwise. */
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

    /** The cursor that stands for {@code place}. */
    public static String cursor(byte[] place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place);
    }

    /** The cursor that stands for {@code place}, whose text is ASCII. */
    public static String cursor(Object place) {
        return cursor(place.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What a cursor stands for. */
    public static byte[] place(String cursor) {
        try {
            return Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException _) {
            throw unreadable();
        }
    }

    /** The same where it is a text. */
    public static String text(String cursor) {
        return new String(place(cursor), StandardCharsets.ISO_8859_1);
    }

    /** The position in a log that a cursor stands for; 0 without one. */
    public static long position(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return 0;
        }
        try {
            long position = Long.parseLong(text(cursor));
            if (position >= 0) {
                return position;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw unreadable();
    }

    /** The problem of a cursor that is none of ours. */
    public static ProblemException unreadable() {
        return ProblemException.invalidField("cursor", "It is a next_cursor of this list.");
    }
}
