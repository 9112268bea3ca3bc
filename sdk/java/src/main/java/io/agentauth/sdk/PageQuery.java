// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** Which part of a list. */
public class PageQuery<S extends PageQuery<S>> extends Fields<S> {
    PageQuery() {}

    /** From the beginning. */
    public static Plain start() {
        return new Plain();
    }

    /** How many at once: 1 to 100. */
    public S limit(int limit) {
        return set("limit", limit);
    }

    /** A {@link Page#nextCursor()} of the same list. */
    public S cursor(String cursor) {
        return set("cursor", cursor);
    }

    /** Of a list without filters. */
    public static final class Plain extends PageQuery<Plain> {
        private Plain() {}
    }
}
