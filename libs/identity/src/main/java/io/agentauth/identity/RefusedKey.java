// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.events.Actor;
import io.agentauth.events.ApiKeyRefused;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;

/**
 * A key of an environment that asked for what it may not do: an event of CDI, for whoever keeps the trail. Fired at most once a minute for a key.
 *
 * @param lacks the scope that was needed, or {@code operator}
 */
public record RefusedKey(EnvironmentId environment, ApiKeyId key, String lacks) {
    /** What the trail has of it. */
    public ApiKeyRefused event() {
        return new ApiKeyRefused(environment, lacks.replace(':', '.'), Actor.apiKey(key));
    }
}
