// SPDX-License-Identifier: Apache-2.0

/**
 * The three servers that the product stands on, started from Maven artifacts on one machine: PostgreSQL 18, Kafka (KRaft, one node), Redis.
 * Each in-process by its own class, or together as a process of their own by {@link io.agentauth.servers.Main}. Loopback only; never a
 * production deployment.
 */
@NullMarked
package io.agentauth.servers;

import org.jspecify.annotations.NullMarked;
