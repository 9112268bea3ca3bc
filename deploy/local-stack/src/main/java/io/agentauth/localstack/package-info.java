// SPDX-License-Identifier: Apache-2.0
/**
 * The whole product on one machine: servers, emulator and services as processes, for people ({@code ./agent-auth up}), for the demo, for
 * end-to-end tests and benchmarks ({@link io.agentauth.localstack.LocalStack}). Loopback only; never a production deployment.
 */
@NullMarked
package io.agentauth.localstack;

import org.jspecify.annotations.NullMarked;
