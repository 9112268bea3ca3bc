// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import io.agentauth.connections.keyset.SigningKeys;
import io.agentauth.identity.ServiceName;
import io.agentauth.identity.Unauthenticated;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** Services' tokens (client credentials, RFC 6749 §4.4), and the keys that everybody verifies with. */
@Path("/internal")
@Unauthenticated
class PeerTokenResource {
    private static final String GRANT = "client_credentials";

    private final Identities identities;
    private final SigningKeys keys;
    private final PeersConfig peers;
    private final io.vertx.mutiny.core.Vertx vertx;

    @Inject
    PeerTokenResource(Identities identities, SigningKeys keys, PeersConfig peers, Vertx vertx) {
        this.identities = identities;
        this.keys = keys;
        this.peers = peers;
        this.vertx = new io.vertx.mutiny.core.Vertx(vertx);
    }

    @POST
    @Path("/oauth/token")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    @Operation(hidden = true)
    public Uni<TokenAnswer> token(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @FormParam("grant_type") @Nullable String grantType,
            @FormParam("audience") @Nullable String audience) {
        if (!GRANT.equals(grantType)) {
            throw ProblemException.invalidField("grant_type", "It is " + GRANT + ".");
        }
        ServiceName callee = Optional.ofNullable(audience)
                .flatMap(ServiceName::find)
                .orElseThrow(() -> ProblemException.invalidField("audience", "It is the name of a service."));
        ClientCredentials presented = ClientCredentials.ofHeader(authorization).orElseThrow(PeerTokenResource::refused);
        ServiceName service = ServiceName.find(presented.id()).orElseThrow(PeerTokenResource::refused);
        return secrets(service)
                .invoke(secrets -> requireOneOf(secrets, presented.value()))
                .chain(_ -> identities.ofPeer(service, callee))
                .map(TokenAnswer::of);
    }

    private static void requireOneOf(List<Sensitive> secrets, Sensitive presented) {
        if (!secrets.contains(presented)) {
            throw refused();
        }
    }

    @GET
    @Path("/keys")
    @Produces("application/jwk-set+json")
    @Operation(hidden = true)
    public Uni<String> keys() {
        return keys.get().map(SigningKeys.Keys::jwks);
    }

    private Uni<List<Sensitive>> secrets(ServiceName service) {
        Instant now = Instant.now();
        List<Uni<Sensitive>> reads = peers.secretsOf(service).stream()
                .filter(place -> place.counts(now))
                .map(place -> vertx.fileSystem()
                        .readFile(place.file().toString())
                        .map(content -> Sensitive.of(content.toString().strip()))
                        .onFailure()
                        .recoverWithItem(Sensitive.of("")))
                .toList();
        return reads.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(reads).andFailFast().map(read -> read.stream()
                        .filter(secret -> !secret.isEmpty())
                        .toList());
    }

    private static ProblemException refused() {
        return new ProblemException(ProblemType.SERVICE_IDENTITY_REQUIRED, "The service's name or secret is wrong.");
    }
}
