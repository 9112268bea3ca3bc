// SPDX-License-Identifier: Apache-2.0
/** The HTTP side: pages, token endpoint, identity, and the control endpoints under {@code /_emulator}. One event loop, no locks. */
@NullMarked
package io.agentauth.emulator.server;

import org.jspecify.annotations.NullMarked;
