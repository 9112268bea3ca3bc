// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.truth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One showing of a code or a refresh token, from its arrival until it is processed and its answer sent or given up. */
public final class Presentation {
    private final long started;
    private final Instant startedAt;
    private final Subject subject;
    private final int overlapsAtStart;
    private long ended;
    private @Nullable Instant endedAt;
    private String outcome = "";
    private int status;

    /**
     * What was shown.
     *
     * @param kind {@code code}, {@code refresh} or {@code device}
     * @param hash SHA-256 of the code or token, hex
     * @param family whose it is, empty when nobody's or not yet
     */
    public record Subject(String provider, String clientId, String kind, String hash, String family) {}

    Presentation(long started, Instant startedAt, Subject subject, int overlapsAtStart) {
        this.started = started;
        this.startedAt = startedAt;
        this.subject = subject;
        this.overlapsAtStart = overlapsAtStart;
    }

    /** A number that grows over all starts and ends. */
    public long started() {
        return started;
    }

    public Instant startedAt() {
        return startedAt;
    }

    public Subject subject() {
        return subject;
    }

    /** How many others of the same token or family were under way when this one came. */
    public int overlapsAtStart() {
        return overlapsAtStart;
    }

    /** 0 while under way. */
    public long ended() {
        return ended;
    }

    public @Nullable Instant endedAt() {
        return endedAt;
    }

    /** {@code issued}, {@code replayed}, an error's name, or a fault's kind. */
    public String outcome() {
        return outcome;
    }

    /** The HTTP status that was meant; 0 when none was. */
    public int status() {
        return status;
    }

    void outcome(String what, int httpStatus) {
        outcome = outcome.isEmpty() ? what : outcome + " " + what;
        status = httpStatus;
    }

    void end(long order, Instant now) {
        ended = order;
        endedAt = now;
    }
}
