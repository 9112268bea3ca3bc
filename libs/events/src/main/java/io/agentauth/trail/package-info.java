// SPDX-License-Identifier: Apache-2.0

/**
 * The chained audit trail as it leaves the house: how an entry is written as a line, how lines make a block, how blocks make a chain, and the check
 * of all that by whoever has nothing but an export. The line is what is hashed, so its form is a contract: a change of it is a new format.
 */
@NullMarked
package io.agentauth.trail;

import org.jspecify.annotations.NullMarked;
