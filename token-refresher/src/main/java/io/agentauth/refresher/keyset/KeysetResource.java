// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import io.agentauth.identity.AllowedServices;
import io.agentauth.identity.ServiceName;
import io.agentauth.rotation.KeysetRow;
import io.agentauth.rotation.ResealProgress;
import io.agentauth.vault.PublicKeyset;
import io.agentauth.vault.WrappedKeyset;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gives two keysets to who needs them, and to nobody else: a public half, and one that is wrapped by a key which only its reader holds. */
@Path("/internal/keysets")
public class KeysetResource {
    private final KeyRing keys;
    private final Rings rings;
    private final Pool pool;

    @Inject
    KeysetResource(KeyRing keys, Rings rings, @ReactiveDataSource("worker") Pool pool) {
        this.keys = keys;
        this.rings = rings;
        this.pool = pool;
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
        var _ = keys.accessTokens(); // fails where they are not there
        List<Wrapped> keysets = rings.accessTokens().rows().stream()
                .map(row -> Wrapped.of(row.keyset()))
                .toList();
        return new AccessTokens(keysets.getFirst().id(), keysets);
    }

    /** A keyset, without what is in it. */
    public record Shown(
            UUID id, String purpose, String standing, Instant useFrom, long seals, @Nullable Instant replacedAt) {
        private static Shown of(KeysetRow row) {
            return new Shown(
                    row.keyset().id(),
                    row.keyset().purpose(),
                    row.standing(),
                    row.useFrom(),
                    row.seals(),
                    row.replacedAt());
        }
    }

    /** The keysets that are exchanged, and how far what they sealed is sealed anew. */
    public record Overview(List<Shown> keysets, List<ResealProgress> reseals) {}

    /** How it stands. */
    @GET
    @Path("overview")
    @AllowedServices(ServiceName.ACCOUNT_SERVICE)
    public Uni<Overview> overview() {
        return ResealProgress.all(pool).map(reseals -> new Overview(shown(), reseals));
    }

    /** The keysets that shall not seal any more. */
    public record Exchange(Set<UUID> replaced) {}

    /** Announces new keysets for those that are named, if they still seal; what is announced already stays. */
    @POST
    @Path("rotate")
    @AllowedServices(ServiceName.ACCOUNT_SERVICE)
    public Uni<Overview> rotate(Exchange exchange) {
        return rings.replace(exchange.replaced()).chain(this::overview);
    }

    private List<Shown> shown() {
        return Stream.of(rings.refreshTokens(), rings.accessTokens())
                .flatMap(ring -> ring.rows().stream())
                .map(Shown::of)
                .toList();
    }
}
