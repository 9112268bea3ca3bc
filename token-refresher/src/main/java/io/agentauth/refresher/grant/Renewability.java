// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue says about when a grant may and must be renewed.
 *
 * @param reissueOnlyNearEnd the provider gives a new access token only shortly before the old one ends
 * @param idleLimit the refresh token dies when it is not used for this long; null: it does not, as far as is known
 */
public record Renewability(boolean reissueOnlyNearEnd, @Nullable Duration idleLimit) {
    /** At any time, and no limit known. */
    public static final Renewability PLAIN = new Renewability(false, null);
}
