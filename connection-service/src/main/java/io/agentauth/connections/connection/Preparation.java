// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.connection.Connection.Settings;
import io.agentauth.connections.provider.Discovery;
import io.agentauth.connections.provider.Providers;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.problems.ProblemException;
import io.agentauth.providers.Provider;
import io.agentauth.vault.HpkeSealer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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

    Uni<HpkeSealer> sealer() {
        return sealing.sealer();
    }

    String redirectUri(Connection connection) {
        return providers.redirectUri(connection.redirectContext());
    }
}
