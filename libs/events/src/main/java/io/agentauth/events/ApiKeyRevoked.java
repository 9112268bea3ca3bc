// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;

/** An API key was revoked. Final: no replica accepts it a second later. */
public record ApiKeyRevoked(EnvironmentId environmentId, ApiKeyId keyId, Actor actor) implements EnvironmentEvent {}
