// SPDX-License-Identifier: Apache-2.0

/**
 * What is fast, measured on the whole product: real servers with fsync on, four services, the emulated provider and the load generator on one
 * machine. Figures are throughput, latency and, since it hardly depends on the machine's mood, CPU milliseconds per operation over all processes.
 */
@NullMarked
package io.agentauth.bench;

import org.jspecify.annotations.NullMarked;
