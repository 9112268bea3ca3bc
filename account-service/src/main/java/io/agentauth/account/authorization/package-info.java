// SPDX-License-Identifier: Apache-2.0

/**
 * Authorizations: each one attempt of a person to connect an account, from link to outcome, with a generation of its own. Links are known
 * here by the hash of their handle only.
 */
@NullMarked
package io.agentauth.account.authorization;

import org.jspecify.annotations.NullMarked;
