// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Family;
import io.agentauth.emulator.grant.Grants;
import io.agentauth.emulator.truth.TruthLog;
import io.agentauth.emulator.wire.Call;
import java.util.Optional;

/** What a profile works with. */
public record Desk(Grants grants, Clients clients, TruthLog truth, Signer signer) {
    /** Whether a request's client is who it says, by one of the ways that the provider takes. */
    public Clients.Proof prove(Profile profile, Call call) {
        return clients.prove(profile, call, grants.now());
    }

    /** The access token if it is this provider's and valid now. */
    public Optional<AccessToken> validAccess(Profile profile, String value) {
        return grants.findAccess(value)
                .filter(token -> token.family().provider().equals(profile.id()))
                .filter(token -> token.isValid(grants.now()));
    }

    /** Ends a family because its client or person wants so. */
    public void revoke(Family family) {
        if (grants.end(family, "revoked")) {
            truth.revoked(family.provider(), family.clientId());
        }
    }

    /** Ends one access token alone. */
    public void revoke(AccessToken token) {
        if (token.isValid(grants.now())) {
            token.revoke();
            truth.revoked(token.family().provider(), token.family().clientId());
        }
    }
}
