// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

/** What became of a settlement. */
public sealed interface Settled {
    /** A new token is the grant's. */
    record Stored(Settlement.Renewed renewed, StoredToken token, Health before) implements Settled {}

    /** This very result was stored before: the commit's answer had been lost. */
    record Known(Settlement.Renewed renewed) implements Settled {}

    /**
     * Its parent is still the grant's token, but another answer about it came first: it counts (rule R8) once it is sealed for {@code version}.
     */
    record Overtaken(Settlement.Renewed renewed, long version) implements Settled {}

    /** Its parent is not the grant's token any more: kept sealed beside it, because it may be the only valid one. {@code ended}: to be revoked. */
    record Orphaned(Settlement.Renewed renewed, boolean ended) implements Settled {}

    /** A failure or a refusal was noted. */
    record Noted(Settlement settlement) implements Settled {}

    /** A failure or a refusal came too late to mean anything. */
    record Stale(Settlement settlement) implements Settled {}
}
