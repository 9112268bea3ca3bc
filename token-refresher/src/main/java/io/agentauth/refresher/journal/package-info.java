// SPDX-License-Identifier: Apache-2.0

/**
 * The sealed journal: a compacted topic of token-refresher's alone with the current grant of every rotating provider, ciphertext only (rules
 * R6 and R7). It is the second place for a token whose commit cannot be made, and what a restored database is rolled forward from.
 */
@NullMarked
package io.agentauth.refresher.journal;

import org.jspecify.annotations.NullMarked;
