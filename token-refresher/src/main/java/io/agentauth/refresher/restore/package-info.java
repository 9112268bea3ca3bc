// SPDX-License-Identifier: Apache-2.0

/**
 * After a database was restored from a backup nothing is presented before grants are what they were last (rule R20): the token journal rolls
 * them forward, account-service says which are still behind, and a new epoch begins. docs/operations/backup.md is the operator's side of it.
 */
@NullMarked
package io.agentauth.refresher.restore;

import org.jspecify.annotations.NullMarked;
