// SPDX-License-Identifier: Apache-2.0

/**
 * What tests need: real PostgreSQL, Kafka and Redis ({@link io.agentauth.testkit.ServersResource}), a clock that is set by hand, and the rules of
 * the house. For the test scope only.
 */
@NullMarked
package io.agentauth.testkit;

import org.jspecify.annotations.NullMarked;
