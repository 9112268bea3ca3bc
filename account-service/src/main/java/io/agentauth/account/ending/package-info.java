// SPDX-License-Identifier: Apache-2.0

/**
 * "End every generation up to this one": written down with the change that asks for it, told to token-refresher, and told again until it has
 * noted it.
 */
@NullMarked
package io.agentauth.account.ending;

import org.jspecify.annotations.NullMarked;
