// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.keyset.RefresherKeyset;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.HpkeSealer;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Seals client secrets, each to its connection and the version of its credentials. */
@ApplicationScoped
class Sealing {
    private final RefresherKeyset keyset;

    @Inject
    Sealing(RefresherKeyset keyset) {
        this.keyset = keyset;
    }

    Uni<HpkeSealer> sealer() {
        return keyset.sealer();
    }

    static @Nullable Sealed seal(
            HpkeSealer sealer, EnvironmentId environment, ConnectionId id, long version, @Nullable Sensitive secret) {
        return secret == null
                ? null
                : sealer.seal(secret, new Place(environment.value(), id.value(), "-", "client_secret", 0, version));
    }
}
