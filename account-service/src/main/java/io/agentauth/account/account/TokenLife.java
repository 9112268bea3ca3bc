// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Until when a slot has a token, without the token.
 *
 * @param grantEndsAt when no renewal helps any more; null where no such day is known
 * @param expired by the database's clock
 */
record TokenLife(
        String slot,
        long generation,
        long version,
        @Nullable Instant expiresAt,
        @Nullable Instant grantEndsAt,
        boolean expired) {}
