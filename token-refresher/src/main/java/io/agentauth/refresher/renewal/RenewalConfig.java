// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How due tokens are found and how results are committed. How long endpoints are waited for is in agent-auth.token-endpoint. */
@ConfigMapping(prefix = "agent-auth.renewal")
public interface RenewalConfig {
    /** How often the sweeper looks for due grants when the last look found none. */
    @WithDefault("500ms")
    Duration sweepEvery();

    /** How many grants are claimed at once. */
    @WithDefault("256")
    @Min(1)
    @Max(1000)
    int batch();

    /** How long a claim may wait in this process before its send; later than that it is given back unsent. */
    @WithDefault("5s")
    Duration sendWithin();

    /** How long a result waits for company before the commit. */
    @WithDefault("4ms")
    Duration settleLinger();

    /** How many results are committed together. */
    @WithDefault("250")
    @Min(1)
    @Max(1000)
    int settleSet();

    /** How long a commit may fail before the sealed result also goes to the journal and readiness turns red (rule R7). */
    @WithDefault("2s")
    Duration journalAfter();

    /** How often attempts without a result are looked for. */
    @WithDefault("2s")
    Duration recoverEvery();

    /** For how long the database must have answered before such attempts are touched, so that their owner can commit first. */
    @WithDefault("10s")
    Duration recoverAfter();

    /** How long somebody who asks for a renewal waits for it (rule R13). */
    @WithDefault("12s")
    Duration waitMax();

    /** How soon such a waiter looks again first; doubled each time up to {@link #lookMax}. */
    @WithDefault("50ms")
    Duration lookFirst();

    /** How rarely such a waiter looks at most. */
    @WithDefault("500ms")
    Duration lookMax();

    /** Over how long a connection's waiting grants are spread once it works again (rule R17). */
    @WithDefault("4m")
    Duration spread();

    /** How long resolved attempts are kept. */
    @WithDefault("7d")
    Duration attemptsKept();

    /** How long a stopping process waits for requests under way and for results to be committed or journalled. */
    @WithDefault("60s")
    Duration stopMax();
}
