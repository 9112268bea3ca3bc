// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.grant;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one answer of a token endpoint gives.
 *
 * @param newRefresh null when the client keeps the one that it has, or has none
 */
public record Issued(AccessToken access, @Nullable RefreshToken newRefresh) {
    public Family family() {
        return access.family();
    }

    public Optional<RefreshToken> refresh() {
        return Optional.ofNullable(newRefresh);
    }
}
