// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.EnvironmentId;

/** An environment was deleted, and with it everything in it ends. */
public record EnvironmentDeleted(EnvironmentId environmentId, long version, Actor actor) implements EnvironmentEvent {}
