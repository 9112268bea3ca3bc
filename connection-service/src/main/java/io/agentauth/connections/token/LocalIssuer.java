// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import io.agentauth.connections.key.RevokedKeys;
import io.agentauth.connections.keyset.SigningKeys;
import io.agentauth.connections.seal.Seals;
import io.agentauth.identity.Issuer;
import io.agentauth.identity.ServiceName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** This service asks itself in process. */
@ApplicationScoped
class LocalIssuer implements Issuer {
    private final SigningKeys keys;
    private final RevokedKeys revoked;
    private final Seals seals;
    private final Identities identities;
    private final TokenConfig config;

    @Inject
    LocalIssuer(SigningKeys keys, RevokedKeys revoked, Seals seals, Identities identities, TokenConfig config) {
        this.keys = keys;
        this.revoked = revoked;
        this.seals = seals;
        this.identities = identities;
        this.config = config;
    }

    @Override
    public Uni<String> keys() {
        return keys.whenMade().chain(_ -> keys.read()).map(SigningKeys.Keys::jwks);
    }

    @Override
    public Uni<Lately> lately() {
        return revoked.lately().chain(gone -> seals.isSealed().map(closed -> new Lately(gone, closed)));
    }

    @Override
    public Uni<OwnToken> serviceToken(ServiceName callee) {
        return identities
                .ofPeer(ServiceName.CONNECTION_SERVICE, callee)
                .map(signed -> new OwnToken(signed.token(), config.serviceLife()));
    }
}
