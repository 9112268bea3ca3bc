// SPDX-License-Identifier: Apache-2.0

/**
 * What callers ask for: what may be in a request, and that one which names an {@code Idempotency-Key} is done once and answered the same for a
 * day. The answers are kept in the service's own table {@code idempotency}.
 */
@NullMarked
package io.agentauth.requests;

import org.jspecify.annotations.NullMarked;
