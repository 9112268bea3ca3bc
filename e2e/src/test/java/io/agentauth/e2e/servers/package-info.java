// SPDX-License-Identifier: Apache-2.0

/** What the services stand on goes away and comes back: PostgreSQL, Kafka, Redis, each other. What was acknowledged is there afterwards. */
@NullMarked
package io.agentauth.e2e.servers;

import org.jspecify.annotations.NullMarked;
