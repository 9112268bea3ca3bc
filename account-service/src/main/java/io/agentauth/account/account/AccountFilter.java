// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts to list; null is any.
 *
 * @param before those that were made before that one
 * @param limit at most so many
 */
record AccountFilter(
        @Nullable UUID connectionId,
        @Nullable String identifier,
        @Nullable String identifierType,
        @Nullable String provider,
        @Nullable String status,
        @Nullable UUID before,
        int limit) {}
