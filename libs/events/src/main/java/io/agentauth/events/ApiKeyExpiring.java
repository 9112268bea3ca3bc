// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import java.time.Instant;

/** An API key ends by itself at {@code expiresAt}, soon: told once, so that another can take its place before. */
public record ApiKeyExpiring(EnvironmentId environmentId, ApiKeyId keyId, Instant expiresAt, Actor actor)
        implements EnvironmentEvent {}
