// SPDX-License-Identifier: Apache-2.0

/** Hands out access tokens: one statement a set of readers, on record before it is answered, renewed where too little life is left. */
@NullMarked
package io.agentauth.account.token;

import org.jspecify.annotations.NullMarked;
