// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import io.agentauth.requests.RequestHashes;
import io.agentauth.vault.KeyedHash;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Requests are hashed under the key that connect handles are hashed with; what is hashed keeps the two apart. */
@ApplicationScoped
class RequestKeys implements RequestHashes {
    private final OwnKeysets keysets;

    @Inject
    RequestKeys(OwnKeysets keysets) {
        this.keysets = keysets;
    }

    @Override
    public Uni<KeyedHash> get() {
        return keysets.handles();
    }
}
