// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the steps of an exchange may take. */
@ConfigMapping(prefix = "agent-auth.exchange")
public interface ExchangeConfig {
    /** How long a callback waits for the outcome before it says {@code waiting}; less than the gateway waits. */
    @WithDefault("12s")
    Duration waitMax();

    /** How long the provider may take to say whose account it is. Without an answer the account stays without. */
    @WithDefault("5s")
    Duration identityWithin();

    /** How long the commit of what was granted is tried again while the database is away. */
    @WithDefault("20s")
    Duration commitWithin();

    /** How long account-service may take to adopt before the person is sent on; it is told again later. */
    @WithDefault("8s")
    Duration pushWithin();

    /** How often interrupted exchanges are looked for. */
    @WithDefault("5s")
    Duration sweepEvery();

    /** How long a stopping process waits for exchanges under way. */
    @WithDefault("60s")
    Duration stopMax();

    /** How long a provider's keys are remembered. */
    @WithDefault("10m")
    Duration keysKept();
}
