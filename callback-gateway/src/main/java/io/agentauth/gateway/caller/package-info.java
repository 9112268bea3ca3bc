// SPDX-License-Identifier: Apache-2.0

/**
 * Who calls: an API key is traded for a short JWT at connection-service. The JWT is kept in memory, found by the key's SHA-256; the key
 * itself is never kept.
 */
@NullMarked
package io.agentauth.gateway.caller;

import org.jspecify.annotations.NullMarked;
