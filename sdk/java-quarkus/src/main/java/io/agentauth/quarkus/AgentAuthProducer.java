// SPDX-License-Identifier: Apache-2.0
package io.agentauth.quarkus;

import io.agentauth.sdk.AgentAuth;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the SDK's client by configuration; an application's own bean takes its place. */
@Singleton
class AgentAuthProducer {
    @Produces
    @Singleton
    @DefaultBean
    AgentAuth agentAuth(AgentAuthConfig config) {
        return AgentAuth.builder()
                .baseUrl(config.url())
                .apiKey(config.apiKey())
                .timeout(config.timeout())
                .maxRetries(config.maxRetries())
                .build();
    }
}
