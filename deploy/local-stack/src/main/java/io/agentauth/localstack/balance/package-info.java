// SPDX-License-Identifier: Apache-2.0
/** Spreads connections over replicas, on loopback, for tests and for the local stack. */
@NullMarked
package io.agentauth.localstack.balance;

import org.jspecify.annotations.NullMarked;
