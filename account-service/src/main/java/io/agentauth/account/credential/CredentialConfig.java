// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.credential;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How static credentials are tried. */
@ConfigMapping(prefix = "agent-auth.credential")
public interface CredentialConfig {
    /** How long token-refresher may take to try them at the provider. Longer than it waits for the provider, less than the gateway's 15 s. */
    @WithDefault("11s")
    Duration triedWithin();
}
