// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.credential;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How static credentials are tried. */
@ConfigMapping(prefix = "agent-auth.credential")
public interface CredentialConfig {
    /** How long a provider may take to say whether it takes them: a person waits for it. Less than account-service waits. */
    @WithDefault("8s")
    Duration answerMax();
}
