// SPDX-License-Identifier: Apache-2.0
/** Codes, grants and their tokens: what is valid, what was spent, what died and why. Pure state, used from one thread. */
@NullMarked
package io.agentauth.emulator.grant;

import org.jspecify.annotations.NullMarked;
