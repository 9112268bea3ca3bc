// SPDX-License-Identifier: Apache-2.0

/**
 * How much a caller may ask for. Each process counts in memory and tells Redis in blocks, so that the hot path never waits for Redis, and
 * goes on by its own count while Redis is away.
 */
@NullMarked
package io.agentauth.gateway.limit;

import org.jspecify.annotations.NullMarked;
