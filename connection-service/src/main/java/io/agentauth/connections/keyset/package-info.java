// SPDX-License-Identifier: Apache-2.0
/**
 * The keys that this service holds: one that hashes API keys, RSA keys that sign identities, and token-refresher's public one that client
 * secrets are sealed to. Stored wrapped where they are secret.
 */
@NullMarked
package io.agentauth.connections.keyset;

import org.jspecify.annotations.NullMarked;
