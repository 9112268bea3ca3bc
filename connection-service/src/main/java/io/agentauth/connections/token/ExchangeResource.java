// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import io.agentauth.connections.key.KnownKeys;
import io.agentauth.connections.key.RevokedKeys;
import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.Permission;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** What the gateway asks for each key that it has not seen lately, and what every service asks each second. */
@Path("/internal")
class ExchangeResource {
    private final KnownKeys keys;
    private final RevokedKeys revoked;
    private final Identities identities;

    @Inject
    ExchangeResource(KnownKeys keys, RevokedKeys revoked, Identities identities) {
        this.keys = keys;
        this.revoked = revoked;
        this.identities = identities;
    }

    /** An API key, as the caller sent it. Read from JSON by this constructor, and never printed. */
    record Presented(@Nullable String apiKey) {
        @Override
        public String toString() {
            return "Presented[redacted]";
        }
    }

    /** A caller's token and what is in it. */
    record Exchanged(
            String token,
            Instant expiresAt,
            ApiKeyId keyId,
            @Nullable EnvironmentId environmentId,
            List<Permission> scopes) {
        @Override
        public String toString() {
            return "Exchanged[" + keyId + "]";
        }
    }

    record Revoked(Set<ApiKeyId> keys) {}

    @POST
    @Path("/api-keys/exchange")
    @AllowedServices(ServiceName.CALLBACK_GATEWAY)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    @Operation(hidden = true)
    public Uni<Exchanged> exchange(@Nullable Presented presented) {
        String key = presented == null ? null : presented.apiKey();
        if (key == null) {
            throw KnownKeys.invalid();
        }
        return keys.require(Sensitive.of(key)).chain(known -> identities
                .ofCaller(known.caller(), known.expiresAt())
                .map(signed -> new Exchanged(
                        signed.token().reveal(Reveal.TO_SHOW_ONCE),
                        signed.expiresAt(),
                        known.caller().keyId(),
                        known.caller().environmentId(),
                        known.caller().permissions().stream().sorted().toList())));
    }

    @GET
    @Path("/revocations")
    @AllowedServices({
        ServiceName.CALLBACK_GATEWAY,
        ServiceName.CONNECTION_SERVICE,
        ServiceName.ACCOUNT_SERVICE,
        ServiceName.TOKEN_REFRESHER
    })
    @Operation(hidden = true)
    public Uni<Revoked> revocations() {
        return revoked.lately().map(Revoked::new);
    }
}
