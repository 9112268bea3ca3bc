// SPDX-License-Identifier: Apache-2.0

/**
 * Traces of what people and applications set off: kept with what waits and with events, and without queries and handles. Nothing of it costs anything
 * where tracing is off.
 */
@NullMarked
package io.agentauth.telemetry;

import org.jspecify.annotations.NullMarked;
