// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.idempotency;

import io.agentauth.ids.EnvironmentId;
import org.jspecify.annotations.Nullable;

/**
 * A request as far as repeating it goes.
 *
 * @param key what the caller named it, where it did
 * @param hash of everything that makes it this request and no other
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content where it counts
public record Request(EnvironmentId environment, @Nullable String key, byte[] hash) {}
