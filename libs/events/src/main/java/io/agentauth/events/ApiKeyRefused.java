// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.EnvironmentId;

/**
 * An API key asked for what it may not do. Told at most once a minute for each key, service and replica: a key that tries often is no more news.
 * {@code reason} is the scope that it lacks, with a dot for its colon, or {@code operator}.
 */
public record ApiKeyRefused(EnvironmentId environmentId, String reason, Actor actor) implements EnvironmentEvent {
    public ApiKeyRefused {
        Word.require("reason", reason);
    }
}
