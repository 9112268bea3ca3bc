// SPDX-License-Identifier: Apache-2.0
package io.agentauth.spring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Agent Auth is, and with which key.
 *
 * @param url of the installation; also the environment variable AGENT_AUTH_URL
 * @param apiKey of an environment, with {@code tokens:read}; also AGENT_AUTH_API_KEY. A secret: nothing prints it
 * @param timeout of one attempt
 * @param maxRetries on lost connections, 408, 429 and 5xx
 * @param minValidity how long a token that is handed out has to live at least
 */
@ConfigurationProperties("agent-auth")
public record AgentAuthProperties(
        @DefaultValue("") String url,
        @DefaultValue("") String apiKey,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("2") int maxRetries,
        @DefaultValue("60s") Duration minValidity) {

    @Override
    public String toString() {
        return "AgentAuthProperties[" + url + "]";
    }
}
