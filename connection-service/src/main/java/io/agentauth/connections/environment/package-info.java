// SPDX-License-Identifier: Apache-2.0
/** Environments: tenants. The installation key makes and ends them; a key of one reads and changes its own. */
@NullMarked
package io.agentauth.connections.environment;

import org.jspecify.annotations.NullMarked;
