// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Ability;
import io.agentauth.providers.MachineGrant;
import io.agentauth.providers.OAuth1;
import io.agentauth.providers.Provider;
import io.agentauth.providers.StaticCredentials;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What this release can do of what the catalogue describes. What it cannot do is refused when a connection is made, not found out later. */
public final class Offer {
    /** People consent at the provider. */
    public static final String OAUTH2 = "oauth2";

    private static final String OAUTH1 = "oauth1";

    /** The values of {@code auth_type} that a connection can have. */
    public static final List<String> WAYS = Stream.of(
                    Stream.of(OAUTH2, OAUTH1),
                    MachineGrant.AUTH_TYPES.stream().sorted(),
                    StaticCredentials.AUTH_TYPES.stream().sorted())
            .flatMap(ways -> ways)
            .toList();

    private Offer() {}

    /** Why no connection to {@code provider} can be made; empty if one can. */
    static Optional<String> lack(Provider provider) {
        return lack(provider, null);
    }

    /** The first way to connect {@code provider} that this release goes. Of a provider that {@link #requireConnectable can be connected}. */
    public static String way(Provider provider) {
        return provider.authTypes().stream()
                .filter(Offer::isPerformed)
                .findFirst()
                .orElseThrow();
    }

    /**
     * How {@code provider} is connected with an operator's client: people consent, and whoever gets the token can use it without the client's secret.
     * Empty where there is no such way.
     */
    public static Optional<String> sharedWay(Provider provider) {
        if (provider.authTypes().contains(OAUTH2)) {
            return Optional.of(OAUTH2);
        }
        OAuth1 signed = provider.oauth1();
        boolean unsigned = signed != null && signed.header() != null;
        return unsigned && provider.authTypes().contains(OAUTH1) ? Optional.of(OAUTH1) : Optional.empty();
    }

    private static boolean isPerformed(String way) {
        return WAYS.contains(way);
    }

    /**
     * Fails with {@code provider_not_supported} where {@code provider}'s way of connecting is not there yet.
     *
     * @param authType the way that is asked for; null for any
     */
    public static void requireConnectable(Provider provider, @Nullable String authType) {
        lack(provider, authType).ifPresent(why -> {
            throw new ProblemException(ProblemType.PROVIDER_NOT_SUPPORTED, why);
        });
    }

    private static Optional<String> lack(Provider provider, @Nullable String authType) {
        Set<String> ways = authType == null ? Set.copyOf(provider.authTypes()) : Set.of(authType);
        if (ways.stream().noneMatch(Offer::isPerformed)) {
            return Optional.of(
                    provider.name() + " is connected by " + words(ways) + ", which this release does not do.");
        }
        // What a flow needs is of the flow in which people consent.
        boolean consented = ways.stream().noneMatch(MachineGrant.AUTH_TYPES::contains);
        return provider.requires().isEmpty() || !consented
                ? Optional.empty()
                : Optional.of(provider.name() + " needs " + words(Set.copyOf(provider.requires()))
                        + ", which this release does not do.");
    }

    private static String words(Set<?> all) {
        return all.stream()
                .map(one -> one instanceof Ability ability ? ability.name().toLowerCase(Locale.ROOT) : one.toString())
                .sorted()
                .collect(Collectors.joining(" and "));
    }
}
