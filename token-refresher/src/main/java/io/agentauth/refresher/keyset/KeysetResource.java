// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.vault.PublicKeyset;
import io.agentauth.vault.WrappedKeyset;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Gives two keysets to who needs them, and to nobody else: a public half, and one that is wrapped by a key which only its reader holds. */
@Path("/internal/keysets")
public class KeysetResource {
    private final KeyRing keys;

    @Inject
    KeysetResource(KeyRing keys) {
        this.keys = keys;
    }

    /** The public keyset. */
    public record Public(UUID id, String json, String fingerprint) {}

    /** The access-token keysets, the current one first. */
    public record AccessTokens(UUID current, List<Wrapped> keysets) {}

    /** A wrapped keyset. */
    public record Wrapped(UUID id, String purpose, String kind, String wrapped) {
        private static Wrapped of(WrappedKeyset keyset) {
            return new Wrapped(
                    keyset.id(),
                    keyset.purpose(),
                    keyset.kind().name(),
                    Base64.getEncoder().encodeToString(keyset.wrapped()));
        }
    }

    /** What connection-service seals client secrets to. */
    @GET
    @Path("public")
    @AllowedServices(ServiceName.CONNECTION_SERVICE)
    public Public publicKeyset() {
        PublicKeyset keyset = keys.held().publicKeyset();
        return new Public(keyset.id(), keyset.json(), keyset.fingerprint());
    }

    /** What account-service opens access tokens with. */
    @GET
    @Path("access-tokens")
    @AllowedServices(ServiceName.ACCOUNT_SERVICE)
    public AccessTokens accessTokens() {
        List<Wrapped> keysets = keys.held().shared().stream().map(Wrapped::of).toList();
        return new AccessTokens(keysets.getFirst().id(), keysets);
    }
}
