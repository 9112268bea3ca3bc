// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Until when a slot has a token, without the token.
 *
 * @param expired by the database's clock
 */
record TokenLife(String slot, long generation, long version, @Nullable Instant expiresAt, boolean expired) {}
