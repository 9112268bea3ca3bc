// SPDX-License-Identifier: Apache-2.0
/** Identities: tokens for callers and for services, what they are verified with, and which keys do not count any more. */
@NullMarked
package io.agentauth.connections.token;

import org.jspecify.annotations.NullMarked;
