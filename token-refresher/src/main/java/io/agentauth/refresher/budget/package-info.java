// SPDX-License-Identifier: Apache-2.0

/**
 * How much each connection may ask of its provider, and of us (rule R15): rate, concurrency, circuit breaker, the provider's own
 * Retry-After, and a share of the workers, so that one connection in trouble does not slow the others.
 */
@NullMarked
package io.agentauth.refresher.budget;

import org.jspecify.annotations.NullMarked;
