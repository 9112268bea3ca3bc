// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The gateway's clock in tests: as far ahead of the world's as a test says. */
@ApplicationScoped
class AheadClock implements InstantSource {
    static volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }
}
