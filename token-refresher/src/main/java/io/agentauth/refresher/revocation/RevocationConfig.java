// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.revocation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How grants are ended at providers. */
@ConfigMapping(prefix = "agent-auth.revocation")
public interface RevocationConfig {
    /** How long whoever ends an account waits for the provider; after that the receipt says pending. */
    @WithDefault("3s")
    Duration answerMax();

    /** How long a provider may take when nobody waits. */
    @WithDefault("20s")
    Duration quietAnswerMax();

    /** How often revocations that are still to be made are looked for. */
    @WithDefault("2s")
    Duration sweepEvery();
}
