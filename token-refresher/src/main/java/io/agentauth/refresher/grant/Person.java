// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import org.jspecify.annotations.Nullable;

/**
 * Whose account it is at the provider.
 *
 * @param subject the id there
 * @param issuer who vouches for it; null where the provider names none
 */
public record Person(String subject, @Nullable String issuer) {
    /** Whether both are the same: by subject, and by issuer where both have one (OpenID Connect Core §5.7). */
    public boolean isSameAs(Person other) {
        return subject.equals(other.subject) && (issuer == null || other.issuer == null || issuer.equals(other.issuer));
    }
}
