// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.refresher.endpoint.EndpointConfig;
import io.agentauth.refresher.grant.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;

/** On which terms this process claims: its name, which is new with every start, and the times of rules R3, R5 and R11. */
@ApplicationScoped
class Terms {
    private final Lease lease;
    private final Duration sendWithin;

    @Inject
    Terms(EndpointConfig endpoint, RenewalConfig config) {
        this.lease = new Lease(UUID.randomUUID(), endpoint.lease(), endpoint.deadline(), endpoint.hold());
        Duration quarter = endpoint.deadline().dividedBy(4);
        this.sendWithin = config.sendWithin().compareTo(quarter) < 0 ? config.sendWithin() : quarter;
    }

    Lease lease() {
        return lease;
    }

    Duration sendWithin() {
        return sendWithin;
    }
}
