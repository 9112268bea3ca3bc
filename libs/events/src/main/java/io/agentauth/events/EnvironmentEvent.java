// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

/** An event about the environment: published in order per environment and producer. */
public sealed interface EnvironmentEvent extends AgentAuthEvent
        permits ApiKeyCreated,
                ApiKeyExpiring,
                ApiKeyRefused,
                ApiKeyRevoked,
                EnvironmentCreated,
                EnvironmentDeleted,
                EnvironmentShredded,
                EnvironmentUpdated,
                InstallationSealed,
                InstallationUnsealed,
                ProviderChanged {
    @Override
    default Topic topic() {
        return Topic.ENVIRONMENTS;
    }

    @Override
    default String key() {
        return environmentId().toString();
    }
}
