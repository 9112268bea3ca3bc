// SPDX-License-Identifier: Apache-2.0

/**
 * Which members of an organisation may do what with its account. It is judged for the person who is named, not for the key that asks: a key with every
 * permission changes nothing of it.
 */
@NullMarked
package io.agentauth.account.member;

import org.jspecify.annotations.NullMarked;
