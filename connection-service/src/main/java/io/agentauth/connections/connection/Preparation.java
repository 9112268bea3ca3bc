// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.connection.Connection.Settings;
import io.agentauth.connections.provider.CustomProviders;
import io.agentauth.connections.provider.Discovery;
import io.agentauth.connections.provider.ManagedApp;
import io.agentauth.connections.provider.ManagedApps;
import io.agentauth.connections.provider.Providers;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Provider;
import io.agentauth.vault.HpkeSealer;
import io.agentauth.vault.KeyedHash;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What has to be known before a connection is written: all that is asked of others is asked outside of the transaction. */
@ApplicationScoped
class Preparation {
    private final Providers providers;
    private final CustomProviders custom;
    private final ManagedApps managed;
    private final Discovery discovery;
    private final Sealing sealing;
    private final KeyUse keys;

    @Inject
    Preparation(
            Providers providers,
            CustomProviders custom,
            ManagedApps managed,
            Discovery discovery,
            Sealing sealing,
            KeyUse keys) {
        this.providers = providers;
        this.custom = custom;
        this.managed = managed;
        this.discovery = discovery;
        this.sealing = sealing;
        this.keys = keys;
    }

    /** The catalogue's provider, or the environment's own. Fails with {@code unknown_provider}. */
    Uni<Provider> require(EnvironmentId environment, @Nullable String provider) {
        if (provider == null) {
            throw ProblemException.invalidField("provider", "It is missing.");
        }
        return providers.find(environment, provider).map(found -> found.orElseThrow(Wanted::unknownProvider));
    }

    /** The operator's client at {@code provider}. */
    Uni<ManagedApp> requireManaged(Provider provider) {
        return managed.find(provider.id())
                .map(found -> found.orElseThrow(() -> ProblemException.invalidField(
                        "mode", "There is no managed app for " + provider.name() + "; connect with one of your own.")));
    }

    /** Fails with {@code conflict} if the operator took it away. */
    Uni<Void> require(SqlConnection tx, UUID managedApp) {
        return managed.require(tx, managedApp);
    }

    /** Keeps the environment's own provider as it is until the transaction ends. Fails with {@code conflict} if it has changed since. */
    Uni<Void> hold(SqlConnection tx, EnvironmentId environment, Provider provider) {
        return custom.hold(tx, environment, provider);
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
                        ClientAuthentication wished = settings.clientAuthentication();
                        requireKept(before, now, wished == null ? now.clientAuthentication() : wished);
                    }
                }));
    }

    /** As a client has them that proves itself by {@code style}: who shows a certificate may have endpoints of its own (RFC 8705 §5). */
    private static void requireKept(ServerMetadata before, ServerMetadata now, ClientAuthentication style) {
        if (before.supportsPkce() && !now.supportsPkce()) {
            throw invalid("It offered S256 when the connection was made, and does not any more.");
        }
        if (movedAway(before.tokenEndpointFor(style), now.tokenEndpointFor(style))
                || movedAway(before.revocationEndpointFor(style), now.revocationEndpointFor(style))
                || movedAway(
                        before.pushedAuthorizationRequestEndpointFor(style),
                        now.pushedAuthorizationRequestEndpointFor(style))
                || movedAway(before.deviceAuthorizationEndpointFor(style), now.deviceAuthorizationEndpointFor(style))) {
            throw invalid("Its endpoints are at another host than when the connection was made; create another one.");
        }
    }

    private static boolean movedAway(@Nullable URI before, @Nullable URI now) {
        return before != null && now != null && !Objects.equals(before.getRawAuthority(), now.getRawAuthority());
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.PROVIDER_METADATA_INVALID, detail);
    }

    /** What secrets are kept by: sealed to who opens them, and a key by its hash, so that it signs for one server. */
    record Keeping(HpkeSealer sealer, KeyedHash hash) {}

    Uni<Keeping> keeping() {
        return sealing.sealerOfConnections().chain(sealer -> keys.hash().map(hash -> new Keeping(sealer, hash)));
    }

    /** Notes that the client signs with its key for that server. Fails with {@code invalid_field} if it does for another. */
    Uni<Void> take(SqlConnection tx, KeyUse.Use use) {
        return keys.take(tx, use);
    }

    String redirectUri(Connection connection) {
        return providers.redirectUri(connection.redirectContext());
    }
}
