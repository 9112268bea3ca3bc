// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.EnvironmentId;

/** The operator destroyed the key of an environment that was deleted: what was sealed for it opens nowhere any more, nor from a backup. */
public record EnvironmentShredded(EnvironmentId environmentId, Actor actor) implements EnvironmentEvent {}
