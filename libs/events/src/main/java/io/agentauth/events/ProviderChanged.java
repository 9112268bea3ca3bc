// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.EnvironmentId;

/** A custom provider of the environment was created, changed or deleted. */
public record ProviderChanged(EnvironmentId environmentId, String provider, long version, Actor actor)
        implements EnvironmentEvent {
    public ProviderChanged {
        Word.require("provider", provider);
    }
}
