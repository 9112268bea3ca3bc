// SPDX-License-Identifier: Apache-2.0

/**
 * RFC 9457 problem details: the closed list of what can be wrong, one exception, one mapper. Clients of every service see one dialect.
 */
@NullMarked
package io.agentauth.problems;

import org.jspecify.annotations.NullMarked;
