// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.agentauth.providers.Catalogue;
import io.agentauth.providers.Provider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** The providers that this installation offers; those for testing in development only. */
@ApplicationScoped
public class Providers {
    private static final String CALLBACK = "/oauth/callback/";

    private final Catalogue catalogue = Catalogue.load();
    private final boolean development;
    private final String publicUrl;

    @Inject
    Providers(ProviderConfig config) {
        development = config.mode() == ProviderConfig.Mode.DEVELOPMENT;
        publicUrl = config.publicUrl().toString().replaceFirst("/+$", "");
    }

    /** The provider of that name. */
    public Optional<Provider> find(String id) {
        return catalogue.find(id).filter(this::isOffered);
    }

    List<Provider> all() {
        return catalogue.all().stream().filter(this::isOffered).toList();
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
