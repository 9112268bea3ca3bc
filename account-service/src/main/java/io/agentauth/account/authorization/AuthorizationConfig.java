// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;

/** How long a person may take. */
@ConfigMapping(prefix = "agent-auth.authorization")
public interface AuthorizationConfig {
    /** The gateway's address as browsers know it, from {@code agent-auth.public-url}: links start with it. */
    URI publicUrl();

    /** How long a link can be clicked. */
    @WithDefault("30m")
    Duration linkLife();

    /** How long a flow lives from the click. As long as token-refresher keeps its own. */
    @WithDefault("10m")
    Duration flowLife();

    /**
     * How long after its end a flow is still waited for: token-refresher tells how it ended, and may have the code in the air. Only then is it
     * written off here.
     */
    @WithDefault("5m")
    Duration flowGrace();

    /** How often a person may enter credentials that the provider does not take; then the authorization has failed. */
    @WithDefault("10")
    @Min(1)
    int formTriesMax();

    /** For how long one click keeps others from beginning the same flow. Longer than token-refresher may take to answer. */
    @WithDefault("15s")
    Duration claim();

    /** How many authorizations of one account may wait at once; one more ends the oldest whose link nobody has clicked. */
    @WithDefault("10")
    @Min(1)
    int waitingMax();

    /**
     * How many links one person, or organisation, of an environment is given in {@code personWithin}, over all accounts; one more is refused with
     * {@code rate_limited}. Each link starts one flow, which is confirmed once. Requests at the very same moment may come to a few more.
     */
    @WithDefault("60")
    @Min(1)
    int personLinksMax();

    /** The time that {@code personLinksMax} is counted over. */
    @WithDefault("10m")
    Duration personWithin();

    /** How often the sweeper looks. */
    @WithDefault("5s")
    Duration sweepEvery();

    /** How many authorizations the sweeper ends in one transaction. */
    @WithDefault("200")
    @Min(1)
    @Max(10_000)
    int sweepBatch();
}
