// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.agentauth.ids.ApiKeyId;
import org.jspecify.annotations.Nullable;

/**
 * Who reads, as the access record has it.
 *
 * @param key the caller's key
 * @param actingUser for whom, where the caller says so
 * @param reason why, where the caller says so
 */
record Reader(
        ApiKeyId key,
        @Nullable String actingUser,
        @Nullable String reason,
        @Nullable String requestId,
        @Nullable String clientAddress) {}
