// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.EnvironmentId;

/** The operator unsealed the installation: this environment's secrets are opened again. */
public record InstallationUnsealed(EnvironmentId environmentId, Actor actor) implements EnvironmentEvent {}
