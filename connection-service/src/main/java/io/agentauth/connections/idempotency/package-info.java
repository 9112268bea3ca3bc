// SPDX-License-Identifier: Apache-2.0

/** Requests that name an Idempotency-Key: done once, and answered the same for a day. */
@NullMarked
package io.agentauth.connections.idempotency;

import org.jspecify.annotations.NullMarked;
