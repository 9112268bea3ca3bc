// SPDX-License-Identifier: Apache-2.0
/**
 * Who calls. Callers are known on {@code /v1} by a JWT that the gateway gets for their API key; services are known on {@code /internal} by a
 * token of their own, and each internal method lists who may call it. A resource method of neither kind must say that it is for everybody,
 * or the service does not start.
 */
@NullMarked
package io.agentauth.identity;

import org.jspecify.annotations.NullMarked;
