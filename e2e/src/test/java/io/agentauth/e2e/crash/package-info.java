// SPDX-License-Identifier: Apache-2.0

/** Fault matrix, row 1: token-refresher dies at each point of a renewal. */
@NullMarked
package io.agentauth.e2e.crash;

import org.jspecify.annotations.NullMarked;
