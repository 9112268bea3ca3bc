// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.seal;

import io.agentauth.ids.ApiKeyId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** That the installation was sealed or unsealed: when, by which key, from where and why. */
public record SealChange(
        boolean sealed,
        Instant at,
        @Nullable String reason,
        @Nullable ApiKeyId keyId,
        @Nullable String requestId,
        @Nullable String clientAddress) {}
