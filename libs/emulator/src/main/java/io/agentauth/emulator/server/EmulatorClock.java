// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The providers' clock: another one, ahead by what tests have advanced it, so that lifetimes pass without waiting. */
final class EmulatorClock implements InstantSource {
    private final InstantSource source;
    private Duration ahead = Duration.ZERO;

    EmulatorClock(InstantSource source) {
        this.source = source;
    }

    @Override
    public Instant instant() {
        return source.instant().plus(ahead);
    }

    void advance(Duration more) {
        ahead = ahead.plus(more);
    }
}
