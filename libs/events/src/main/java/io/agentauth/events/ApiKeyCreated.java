// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;

/** An API key of the environment was created. */
public record ApiKeyCreated(EnvironmentId environmentId, ApiKeyId keyId, Actor actor) implements EnvironmentEvent {}
