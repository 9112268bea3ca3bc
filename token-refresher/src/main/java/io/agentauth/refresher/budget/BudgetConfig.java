// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.budget;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** What one connection may use. */
@ConfigMapping(prefix = "agent-auth.budget")
public interface BudgetConfig {
    /** How many renewals a connection may start per second, over all replicas, where its {@code rate_limit} says nothing. */
    @WithDefault("2500")
    @Min(1)
    int perSecond();

    /** Among how many replicas the rate is divided while Redis, which counts it in common, does not answer. */
    @WithDefault("2")
    @Min(1)
    int replicas();

    /** How many token requests of this process may be under way at once. */
    @WithDefault("1024")
    @Min(4)
    int underWayMax();

    /** How many of them may belong to one connection. Less than all, so that a slow provider leaves room for the others. */
    @WithDefault("512")
    @Min(2)
    int underWayEach();

    /** After how many troubles in a row (no answer, 5xx) a connection is left in peace for a while. */
    @WithDefault("10")
    @Min(1)
    int breakerAfter();

    /** For how long at first; doubled each time up to {@link #breakerMax}. */
    @WithDefault("2s")
    Duration breakerFirst();

    /** For how long at most: an outage is noticed to be over within this time. */
    @WithDefault("60s")
    Duration breakerMax();

    /** The longest Retry-After of a provider that is believed. */
    @WithDefault("7d")
    Duration retryAfterMax();
}
