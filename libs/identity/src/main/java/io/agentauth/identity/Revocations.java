// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.ids.ApiKeyId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;

/** The API keys revoked lately, and whether the installation is sealed. While the issuer is away what was heard last stands. */
@Singleton
class Revocations {
    private final Issuer issuer;
    private final InstallationSeal seal;
    private volatile Set<ApiKeyId> keys = Set.of();

    @Inject
    Revocations(Issuer issuer, InstallationSeal seal) {
        this.issuer = issuer;
        this.seal = seal;
    }

    boolean contains(ApiKeyId key) {
        return keys.contains(key);
    }

    Uni<Void> refresh() {
        return issuer.lately()
                .ifNoItem()
                .after(Issuer.WITHIN)
                .fail()
                .invoke(this::heard)
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }

    private void heard(Issuer.Lately lately) {
        keys = Set.copyOf(lately.keys());
        seal.heard(lately.sealed());
    }
}
