// SPDX-License-Identifier: Apache-2.0

/**
 * The public API: /v1 and /oauth/token are streamed to the service that owns the path. Only headers on a list get through, and no body is
 * ever parsed here.
 */
@NullMarked
package io.agentauth.gateway.forward;

import org.jspecify.annotations.NullMarked;
