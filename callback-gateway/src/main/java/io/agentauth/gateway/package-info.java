// SPDX-License-Identifier: Apache-2.0

/**
 * The only public door. It authenticates, routes, limits and shows the hosted pages; it owns nothing durable and can open no secret.
 * Whatever is checked once and consumed (handles, states, codes) is checked and consumed by the services behind it.
 */
@NullMarked
package io.agentauth.gateway;

import org.jspecify.annotations.NullMarked;
