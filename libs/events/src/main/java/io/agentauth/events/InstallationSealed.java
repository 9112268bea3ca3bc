// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.EnvironmentId;

/** The operator sealed the whole installation, and with it this environment: no secret is opened until it is unsealed. */
public record InstallationSealed(EnvironmentId environmentId, Actor actor) implements EnvironmentEvent {}
