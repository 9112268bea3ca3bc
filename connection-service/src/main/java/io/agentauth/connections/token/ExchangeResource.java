// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import io.agentauth.connections.key.KnownKeys;
import io.agentauth.connections.key.KnownKeys.KnownKey;
import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.Caller;
import io.agentauth.identity.Issuer;
import io.agentauth.identity.Permission;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** What the gateway asks for the keys that it has not seen lately, and what every service asks each second. */
@Path("/internal")
class ExchangeResource {
    private static final int KEYS_MAX = 100;

    private final KnownKeys keys;
    private final Issuer issuer;
    private final Identities identities;

    @Inject
    ExchangeResource(KnownKeys keys, Issuer issuer, Identities identities) {
        this.keys = keys;
        this.issuer = issuer;
        this.identities = identities;
    }

    /** API keys, as callers sent them. Read from JSON by this constructor, and never printed. */
    record Presented(@Nullable List<@Nullable String> apiKeys) {
        @Override
        public String toString() {
            return "Presented[redacted]";
        }
    }

    /** What was asked for, in the order of the keys; null for a key that is unknown, malformed, expired or revoked. */
    record Callers(List<@Nullable Exchanged> callers) {}

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

    @POST
    @Path("/api-keys/exchange")
    @AllowedServices(ServiceName.CALLBACK_GATEWAY)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    @Operation(hidden = true)
    public Uni<Callers> exchange(@Nullable Presented presented) {
        return keys.find(asked(presented))
                .chain(found -> Uni.join()
                        .all(found.stream().map(this::exchanged).toList())
                        .andFailFast())
                .map(Callers::new);
    }

    private static List<Sensitive> asked(@Nullable Presented presented) {
        List<@Nullable String> keys = presented == null ? null : presented.apiKeys();
        if (keys == null || keys.isEmpty() || keys.size() > KEYS_MAX) {
            throw new ProblemException(ProblemType.INVALID_FIELD, "api_keys: 1 to " + KEYS_MAX + " keys.");
        }
        return keys.stream().map(key -> Sensitive.of(key == null ? "" : key)).toList();
    }

    private Uni<@Nullable Exchanged> exchanged(Optional<KnownKey> found) {
        if (found.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        Caller caller = found.get().caller();
        return identities
                .ofCaller(caller, found.get().expiresAt())
                .map(signed -> new Exchanged(
                        signed.token().reveal(Reveal.TO_SHOW_ONCE),
                        signed.expiresAt(),
                        caller.keyId(),
                        caller.environmentId(),
                        caller.permissions().stream().sorted().toList()));
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
    public Uni<Issuer.Lately> revocations() {
        return issuer.lately();
    }
}
