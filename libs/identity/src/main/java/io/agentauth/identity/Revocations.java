// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.ids.ApiKeyId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;

/** The API keys revoked lately. While the issuer is away the last list stands. */
@Singleton
class Revocations {
    private final Issuer issuer;
    private volatile Set<ApiKeyId> keys = Set.of();

    @Inject
    Revocations(Issuer issuer) {
        this.issuer = issuer;
    }

    boolean contains(ApiKeyId key) {
        return keys.contains(key);
    }

    Uni<Void> refresh() {
        return issuer.revocations()
                .ifNoItem()
                .after(Issuer.WITHIN)
                .fail()
                .invoke(list -> keys = Set.copyOf(list))
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }
}
