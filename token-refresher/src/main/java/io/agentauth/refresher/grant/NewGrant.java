// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.Site;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange brought for one slot.
 *
 * @param clientId the client that it was granted to: shared grants are told by it and the subject
 * @param issuer who vouches for the subject
 * @param subject the person's or organisation's id at the provider
 * @param email for the account's view, where the provider tells
 * @param name likewise
 * @param lacksRefresh whether the provider gives refresh tokens, and gave none of this one, which ends
 * @param sites what the consent is good for, where the provider lists that
 * @param token sealed for {@link #FIRST_VERSION}
 */
public record NewGrant(
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        String slot,
        long generation,
        String clientId,
        @Nullable String issuer,
        @Nullable String subject,
        @Nullable String email,
        @Nullable String name,
        boolean lacksRefresh,
        List<Site> sites,
        FreshToken token) {
    /** The version of a generation's first token, which its seals are bound to. */
    public static final long FIRST_VERSION = 1;

    /** Whose account it is at the provider; empty where that was not said. */
    public Optional<Person> person() {
        return Optional.ofNullable(subject).map(known -> new Person(known, issuer));
    }
}
