// SPDX-License-Identifier: Apache-2.0
package io.agentauth.quarkus;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Where Agent Auth is, and with which key. Without a URL or a key the application does not start. */
@ConfigMapping(prefix = "agent-auth")
public interface AgentAuthConfig {
    /** Of the installation; also the environment variable AGENT_AUTH_URL. */
    String url();

    /** Of an environment, with {@code tokens:read}; also AGENT_AUTH_API_KEY. A secret: keep it out of application.properties. */
    String apiKey();

    /** Of one attempt. */
    @WithDefault("30s")
    Duration timeout();

    /** On lost connections, 408, 429 and 5xx. */
    @WithDefault("2")
    int maxRetries();

    /** How long a token that is handed out has to live at least. */
    @WithDefault("60s")
    Duration minValidity();
}
