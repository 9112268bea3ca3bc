// SPDX-License-Identifier: Apache-2.0
package io.agentauth.spring;

import io.agentauth.sdk.AgentAuth;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Makes the client and {@link ConnectedAccounts}, unless the application has its own or says {@code agent-auth.enabled=false}. Without a URL or a key the
 * application does not start.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "agent-auth.enabled", havingValue = "true", matchIfMissing = true)
@EnableConfigurationProperties(AgentAuthProperties.class)
public class AgentAuthAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    AgentAuth agentAuth(AgentAuthProperties properties) {
        require("agent-auth.url", properties.url());
        require("agent-auth.api-key", properties.apiKey());
        return AgentAuth.builder()
                .baseUrl(properties.url())
                .apiKey(properties.apiKey())
                .timeout(properties.timeout())
                .maxRetries(properties.maxRetries())
                .build();
    }

    @Bean
    @ConditionalOnMissingBean
    ConnectedAccounts connectedAccounts(AgentAuth agentAuth, AgentAuthProperties properties) {
        return new ConnectedAccounts(agentAuth, properties.minValidity());
    }

    private static void require(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalStateException(name + " is not set");
        }
    }
}
