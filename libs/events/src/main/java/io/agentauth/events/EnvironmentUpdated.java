// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.EnvironmentId;

/** An environment's name, logo, kind, URLs or verification mode changed; whoever keeps a copy reads it again. */
public record EnvironmentUpdated(EnvironmentId environmentId, long version, Actor actor) implements EnvironmentEvent {}
