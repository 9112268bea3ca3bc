// SPDX-License-Identifier: Apache-2.0
/** A provider that acts as providers do, and keeps the truth: which token is valid, what was presented, what overlapped. Never part of a production image. */
@NullMarked
package io.agentauth.emulator;

import org.jspecify.annotations.NullMarked;
