// SPDX-License-Identifier: Apache-2.0
/**
 * Managed apps: what an operator registered at providers for all environments. Their credentials go to token-refresher alone, and never to an
 * address that an environment chose.
 */
@NullMarked
package io.agentauth.connections.managed;

import org.jspecify.annotations.NullMarked;
