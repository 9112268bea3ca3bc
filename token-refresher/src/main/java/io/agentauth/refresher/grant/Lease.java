// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import java.time.Duration;
import java.util.UUID;

/**
 * Who claims, and on what terms (rules R3, R5 and R11).
 *
 * @param owner this process, or this worker of it
 * @param lease how long the claim stands without a result; at least three deadlines
 * @param deadline by when an answer must have come, from the claim on
 * @param hold how long after the claim nobody else presents the token: deadline, TCP's own time-out and the longest pause of a process
 */
public record Lease(UUID owner, Duration lease, Duration deadline, Duration hold) {
    public Lease {
        if (lease.compareTo(deadline.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException("a lease lasts at least three deadlines");
        }
        if (hold.compareTo(deadline) < 0) {
            throw new IllegalArgumentException("a hold lasts longer than the deadline");
        }
    }
}
