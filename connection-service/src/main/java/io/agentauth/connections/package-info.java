// SPDX-License-Identifier: Apache-2.0
/**
 * connection-service: environments, API keys and connections, and the identities by which callers and services know each other. It seals client
 * secrets to token-refresher and opens none. Here: the ways into its database, and how callers write.
 */
@NullMarked
package io.agentauth.connections;

import org.jspecify.annotations.NullMarked;
