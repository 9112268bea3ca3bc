// SPDX-License-Identifier: Apache-2.0

/** What goes wrong, on purpose: a proxy that breaks connections, and rules that end a process at a named point. */
@NullMarked
package io.agentauth.e2e.fault;

import org.jspecify.annotations.NullMarked;
