// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.environment;

import io.agentauth.ids.EnvironmentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An environment as connection-service described it.
 *
 * @param returnUrls where a browser may be sent back to: exactly these
 * @param verifyUrls where a person may be verified: exactly these
 * @param verification {@code none}, or {@code application} where the application confirms the person
 */
public record Environment(
        EnvironmentId id,
        String name,
        @Nullable String logoUrl,
        String kind,
        List<String> returnUrls,
        List<String> verifyUrls,
        String verification,
        boolean deleted) {
    /** Whether the application has to confirm who consented. */
    public boolean verifiesPeople() {
        return !"none".equals(verification);
    }
}
