// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.connection.Connection.Settings;
import io.agentauth.connections.provider.Discovery;
import io.agentauth.connections.provider.Providers;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Provider;
import io.agentauth.vault.HpkeSealer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has to be known before a connection is written: all that is asked of others is asked outside of the transaction. */
@ApplicationScoped
class Preparation {
    private final Providers providers;
    private final Discovery discovery;
    private final Sealing sealing;

    @Inject
    Preparation(Providers providers, Discovery discovery, Sealing sealing) {
        this.providers = providers;
        this.discovery = discovery;
        this.sealing = sealing;
    }

    /** Fails with {@code unknown_provider}. */
    Provider require(@Nullable String provider) {
        if (provider == null) {
            throw ProblemException.invalidField("provider", "It is missing.");
        }
        return providers.find(provider).orElseThrow(Wanted::unknownProvider);
    }

    Settings settings(Wanted wanted, Provider provider, Settings before) {
        return wanted.settingsFor(provider, before, providers.isDevelopment());
    }

    /** What the issuer publishes, where the settings name one. */
    Uni<Optional<ServerMetadata>> discover(Settings settings) {
        String issuer = settings.issuer();
        return issuer == null
                ? Uni.createFrom().item(Optional.empty())
                : discovery.discover(issuer).map(Optional::of);
    }

    /** The same of an issuer that was asked before: it may not lead elsewhere with what it granted, nor ask for less than it did. */
    Uni<Optional<ServerMetadata>> discoverAgain(Settings settings, @Nullable ServerMetadata before) {
        return discover(settings)
                .invoke(found -> found.ifPresent(now -> {
                    if (before != null) {
                        requireKept(before, now);
                    }
                }));
    }

    private static void requireKept(ServerMetadata before, ServerMetadata now) {
        if (before.supportsPkce() && !now.supportsPkce()) {
            throw invalid("It offered S256 when the connection was made, and does not any more.");
        }
        if (movedAway(before.tokenEndpoint(), now.tokenEndpoint())
                || movedAway(before.revocationEndpoint(), now.revocationEndpoint())) {
            throw invalid("Its endpoints are at another host than when the connection was made; create another one.");
        }
    }

    private static boolean movedAway(@Nullable URI before, @Nullable URI now) {
        return before != null && now != null && !Objects.equals(before.getRawAuthority(), now.getRawAuthority());
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.PROVIDER_METADATA_INVALID, detail);
    }

    Uni<HpkeSealer> sealer() {
        return sealing.sealer();
    }

    String redirectUri(Connection connection) {
        return providers.redirectUri(connection.redirectContext());
    }
}
