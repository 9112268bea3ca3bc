// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.caller;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A caller as the services know it.
 *
 * @param keyId whose key it is; what rate limits count by
 * @param environmentId whose it is; what rate limits count by too; the installation key has none
 * @param bearer the Authorization header for services
 * @param renewAt when to fetch the next one, at half the life
 * @param expiresAt when it is of no use any more
 */
public record CallerToken(
        String keyId, @Nullable String environmentId, String bearer, Instant renewAt, Instant expiresAt) {
    @Override
    public String toString() {
        return "CallerToken[" + keyId + "]";
    }
}
