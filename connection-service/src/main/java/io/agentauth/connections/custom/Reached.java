// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.custom;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Addresses;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Token;
import io.agentauth.providers.UrlTemplate;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where a provider is called, and what of that may change once something was granted there: nothing that is given a token elsewhere. */
final class Reached {
    private Reached() {}

    /** Every address without placeholders that would be called. Those with placeholders are checked when they are. */
    static Set<String> by(Provider provider) {
        Set<String> all = new TreeSet<>();
        Addresses.of(provider).values().stream()
                .map(UrlTemplate::value)
                .filter(address -> address.indexOf('{') < 0)
                .forEach(all::add);
        if (provider.jwksUri() != null) {
            all.add(provider.jwksUri().toString());
        }
        return all;
    }

    /**
     * Fails with {@code conflict} where {@code after} would be given what was granted at {@code before}: issuer, authorization and token endpoints
     * stay, and everything else stays at hosts that it had. RFC 9700 §4.4.
     */
    static void requireKept(Provider before, Provider after) {
        Token token = before.token();
        requireSame("issuer", before.issuer(), after.issuer());
        requireSame(
                "authorization.endpoint",
                before.authorization().endpoint(),
                after.authorization().endpoint());
        requireSame("token.endpoint", token.endpoint(), after.token().endpoint());
        requireSame(
                "token.refresh_endpoint", token.refreshEndpoint(), after.token().refreshEndpoint());
        requireSame("jwks_uri", before.jwksUri(), after.jwksUri());
        requireSame("placeholders", before.placeholders(), after.placeholders());
        requireSame("auth_types", before.authTypes(), after.authTypes());
        Set<String> hosts = hosts(before);
        if (!hosts.containsAll(hosts(after))) {
            throw used("An address is at a host that the provider did not have");
        }
    }

    private static Set<String> hosts(Provider provider) {
        return Addresses.of(provider).values().stream()
                .map(template -> template.value().replaceFirst("^https://", "").replaceFirst("[/?#].*", ""))
                .collect(Collectors.toSet());
    }

    private static void requireSame(String what, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            throw used(what + " has changed");
        }
    }

    private static ProblemException used(String what) {
        return new ProblemException(
                ProblemType.CONFLICT,
                what
                        + ", and connections have used this provider: what was granted at one address is never shown to another. Create another provider.");
    }
}
