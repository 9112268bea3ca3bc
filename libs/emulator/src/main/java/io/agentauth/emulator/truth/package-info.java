// SPDX-License-Identifier: Apache-2.0
/** The truth log: every presentation of a code or a refresh token, and what is counted about them. Used from one thread. */
@NullMarked
package io.agentauth.emulator.truth;

import org.jspecify.annotations.NullMarked;
