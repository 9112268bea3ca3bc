// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import io.agentauth.connections.key.KnownKeys;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Unauthenticated;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** Callers' tokens by client credentials (RFC 6749 §4.4): the key's id and the key. A refusal is a problem that also carries OAuth's {@code error}. */
@Path("/oauth/token")
@Unauthenticated
class OauthTokenResource {
    private static final String GRANT = "client_credentials";

    private final CurrentCaller callers;
    private final KnownKeys keys;
    private final Identities identities;

    @Inject
    OauthTokenResource(CurrentCaller callers, KnownKeys keys, Identities identities) {
        this.callers = callers;
        this.keys = keys;
        this.identities = identities;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    @Operation(summary = "Trade an API key for a short-lived token", description = "client_id is the key's id.")
    public Uni<TokenAnswer> token(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @FormParam("grant_type") @Nullable String grantType,
            @FormParam("client_id") @Nullable String clientId,
            @FormParam("client_secret") @Nullable String clientSecret) {
        if (!GRANT.equals(grantType)) {
            throw ProblemException.invalidField("grant_type", "It is " + GRANT + ".")
                    .with("error", "unsupported_grant_type");
        }
        ClientCredentials presented = ClientCredentials.ofHeader(authorization)
                .or(() -> ClientCredentials.ofForm(clientId, clientSecret))
                .orElseThrow(OauthTokenResource::refused);
        Optional<String> from = callers.clientAddress();
        return keys.require(presented.value())
                .onFailure(ProblemException.class)
                .transform(OauthTokenResource::withError)
                .invoke(key -> requireSame(presented.id(), key.caller().keyId().toString()))
                .invoke(key -> key.caller().requireFrom(from))
                .chain(key -> identities.ofCaller(key.caller(), key.expiresAt()))
                .map(TokenAnswer::of);
    }

    private static void requireSame(String presented, String keyId) {
        if (!presented.equals(keyId)) {
            throw refused();
        }
    }

    private static Throwable withError(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type() == ProblemType.INVALID_API_KEY
                ? refused()
                : failure;
    }

    private static ProblemException refused() {
        return KnownKeys.invalid().with("error", "invalid_client");
    }
}
