// SPDX-License-Identifier: Apache-2.0

/**
 * What tracing may know of a request to this door: never a query, never a handle.
 */
@NullMarked
package io.agentauth.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
