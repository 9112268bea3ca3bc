// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.Catalogue;
import io.agentauth.providers.Provider;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** The providers that this installation offers, those for testing in development only; and with them an environment's own. */
@ApplicationScoped
public class Providers {
    private static final String CALLBACK = "/oauth/callback/";

    private final Catalogue catalogue = Catalogue.load();
    private final CustomProviders custom;
    private final boolean development;
    private final String publicUrl;

    @Inject
    Providers(CustomProviders custom, ProviderConfig config) {
        this.custom = custom;
        development = config.mode() == ProviderConfig.Mode.DEVELOPMENT;
        publicUrl = config.publicUrl().toString().replaceFirst("/+$", "");
    }

    /** The catalogue's provider of that name. */
    public Optional<Provider> find(String id) {
        return catalogue.find(id).filter(this::isOffered);
    }

    /** The provider that {@code environment} means by that name: the catalogue's, or its own. */
    public Uni<Optional<Provider>> find(EnvironmentId environment, String id) {
        Optional<Provider> known = find(id);
        return known.isPresent()
                ? Uni.createFrom().item(known)
                : custom.find(environment, id).map(found -> found.map(CustomProvider::provider));
    }

    /** The same, also if it is deleted: for what was granted through it. */
    public Uni<Optional<Provider>> findEvenDeleted(EnvironmentId environment, String id) {
        Optional<Provider> known = find(id);
        return known.isPresent()
                ? Uni.createFrom().item(known)
                : custom.findEvenDeleted(environment, id).map(found -> found.map(CustomProvider::provider));
    }

    /** All that are offered; the first call reads every file, so it blocks. */
    List<Provider> all() {
        return catalogue.all().stream().filter(this::isOffered).toList();
    }

    /** What an environment's own provider must not clash with. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /** Whether issuers on this machine are taken. */
    public boolean isDevelopment() {
        return development;
    }

    /** Where a provider sends people back to, for a connection's own context. */
    public String redirectUri(String context) {
        return publicUrl + CALLBACK + context;
    }

    private boolean isOffered(Provider provider) {
        return development || !provider.isForTesting();
    }
}
