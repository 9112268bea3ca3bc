// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.crash;

/** Where token-refresher dies: the points of io.agentauth.refresher.CrashPoint, in the order in which they are tried. */
enum Point {
    /** First, while Kafka's consumers are all well: these two need a hint. */
    CP0(Seen.NOTHING, ""),
    CP12(Seen.A_RENEWAL, ""),
    /** And CP1: one statement commits both. */
    CP2(Seen.NOTHING, ""),
    CP3(Seen.NOTHING, ""),
    /** The provider has acted and keeps its answers back, if the requests got through. */
    CP4(Seen.PERHAPS, "'barrier': {'at': 'AFTER', 'of': 'REFRESH'}, "),
    /** One byte of each answer's body comes, and then none for a long time. */
    CP5(Seen.A_RENEWAL, "'faults': [{'kind': 'drip', 'of': 'refresh', 'at': 'AFTER', 'interval_ms': 600000}], "),
    /** From here on all requests wait at the provider until all are there, so that the answers come together. */
    CP6(Seen.A_RENEWAL, Point.TOGETHER),
    CP7(Seen.A_RENEWAL, Point.TOGETHER),
    CP8(Seen.A_RENEWAL, Point.TOGETHER),
    CP9(Seen.A_RENEWAL, Point.TOGETHER),
    CP10(Seen.A_RENEWAL, Point.TOGETHER),
    CP11(Seen.A_RENEWAL, Point.TOGETHER);

    private static final String TOGETHER = "'barrier': {'at': 'BEFORE', 'of': 'REFRESH'}, ";

    /** What the provider has seen of a renewal by then. */
    enum Seen {
        NOTHING,
        PERHAPS,
        A_RENEWAL
    }

    private final Seen seen;
    private final String stall;

    Point(Seen seen, String stall) {
        this.seen = seen;
        this.stall = stall;
    }

    Seen seen() {
        return seen;
    }

    /** What keeps the provider from bringing an account beyond the point: switches, or nothing. */
    String stall() {
        return stall;
    }

    boolean meetsAtProvider() {
        return stall.equals(TOGETHER);
    }

    boolean isReachedByHint() {
        return this == CP0 || this == CP12;
    }

    /** The provider may have replaced a token whose successor was never committed here. */
    boolean mayLose() {
        return compareTo(CP4) >= 0 && compareTo(CP8) <= 0;
    }

    /** Nobody knows whether the token was shown. */
    boolean leavesAnAttempt() {
        return compareTo(CP2) >= 0 && compareTo(CP8) <= 0;
    }

    /** The renewal is committed: it must not be made again. */
    boolean isCommitted() {
        return this == CP12 || compareTo(CP9) >= 0;
    }
}
