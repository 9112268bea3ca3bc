// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import io.agentauth.ids.AuthorizationId;

/**
 * An authorization that ended without a grant.
 *
 * @param reason a word, as events carry it
 */
public record Ended(AuthorizationId authorization, AuthorizationStatus status, String reason) {
    public Ended {
        if (status == AuthorizationStatus.WAITING || status == AuthorizationStatus.SUCCEEDED) {
            throw new IllegalArgumentException("not an end without a grant: " + status);
        }
    }
}
