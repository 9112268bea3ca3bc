// SPDX-License-Identifier: Apache-2.0
package io.agentauth.rotation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** When keys are exchanged, and how fast what they sealed is sealed anew. */
@ConfigMapping(prefix = "agent-auth.rotation")
public interface RotationConfig {
    /** How often a process reads the keysets anew. */
    @WithDefault("10s")
    Duration readEvery();

    /** How long a new keyset is known before anything is sealed with it: several times {@link #readEvery()}. */
    @WithDefault("1m")
    Duration announcedFor();

    /** A keyset that may have sealed this often is exchanged by itself. NIST SP 800-38D §8.3 allows 2^32; half of that is the most here. */
    @WithDefault("1073741824")
    @Min(2)
    @Max(2_147_483_648L)
    long afterSeals();

    /** How many seals a process reserves at once. What it does not use is counted all the same: the count is never too low. */
    @WithDefault("1000000")
    @Min(1)
    long reserved();

    /** How many rows one turn of the job seals anew. */
    @WithDefault("200")
    @Min(1)
    @Max(10_000)
    int batch();

    /** The pause between two turns of the job, which with {@link #batch()} bounds its rate. */
    @WithDefault("100ms")
    Duration pause();

    /** How long a keyset that seals nothing any more is kept, wrapped, for backups that may still hold what it sealed. */
    @WithDefault("400d")
    Duration keptFor();
}
