// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.EnvironmentId;

/** An environment was created. */
public record EnvironmentCreated(EnvironmentId environmentId, long version, Actor actor) implements EnvironmentEvent {}
