// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.agentauth.database.Database;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.rotation.KeysetRow;
import io.agentauth.rotation.ResealProgress;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The keysets of the installation, for the installation key alone: this service's, and those of token-refresher, which has no public side. */
@Path("/v1/keys")
class KeysResource {
    private static final Logger LOG = Logger.getLogger(KeysResource.class);
    private static final String OVERVIEW = "/internal/keysets/overview";
    private static final String ROTATE = "/internal/keysets/rotate";

    private final CurrentCaller callers;
    private final CredentialKeys keys;
    private final ServiceCalls services;
    private final Database database;

    @Inject
    KeysResource(CurrentCaller callers, CredentialKeys keys, ServiceCalls services, Database database) {
        this.callers = callers;
        this.keys = keys;
        this.services = services;
        this.database = database;
    }

    /**
     * A keyset, without what is in it.
     *
     * @param standing {@code current} seals, {@code next} will, {@code old} only opens
     * @param useFrom  since when it seals, or from when it will
     * @param seals    how many it may have made: never fewer than it has
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record KeysetView(
            UUID id, String purpose, String standing, Instant useFrom, long seals, @Nullable Instant replacedAt) {
        private static KeysetView of(KeysetRow row) {
            return new KeysetView(
                    row.keyset().id(),
                    row.keyset().purpose(),
                    row.standing(),
                    row.useFrom(),
                    row.seals(),
                    row.replacedAt());
        }
    }

    /** How far the sealing anew of a purpose is. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ResealView(
            String purpose,
            UUID keysetId,
            long resealed,
            long unreadable,
            Instant startedAt,
            @Nullable Instant finishedAt) {
        private static ResealView of(ResealProgress progress) {
            return new ResealView(
                    progress.purpose(),
                    progress.keysetId(),
                    progress.resealed(),
                    progress.unreadable(),
                    progress.startedAt(),
                    progress.finishedAt());
        }
    }

    /** The keysets that are exchanged, and how far what they sealed is sealed anew. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record KeysView(List<KeysetView> keysets, List<ResealView> reseals) {
        private KeysView and(KeysView other) {
            return new KeysView(both(keysets, other.keysets), both(reseals, other.reseals));
        }

        private static <T> List<T> both(List<T> one, List<T> other) {
            return Stream.concat(one.stream(), other.stream()).toList();
        }
    }

    /** Why they are exchanged, for the log; may be left out. */
    record Why(@Nullable String reason) {}

    @GET
    @Operation(summary = "List the keysets")
    public Uni<KeysView> list() {
        callers.get().requireOperator();
        return services.get(ServiceName.TOKEN_REFRESHER, OVERVIEW, KeysView.class)
                .chain(theirs -> own().map(theirs::and));
    }

    @POST
    @Path("/rotate")
    @Operation(
            summary = "Exchange the keysets",
            description = "Announces new ones; they seal after a minute, and what older ones sealed is sealed anew.")
    public Uni<KeysView> rotate(@Nullable Why why) {
        callers.get().requireOperator();
        LOG.infof("The keysets are exchanged: %s", why == null ? "" : why.reason());
        return services.post(ServiceName.TOKEN_REFRESHER, ROTATE, Map.of(), KeysView.class)
                .chain(theirs -> keys.ring()
                        .refresh()
                        .chain(() -> keys.ring().rotate())
                        .chain(() -> keys.ring().refresh())
                        .chain(() -> own().map(theirs::and)));
    }

    private Uni<KeysView> own() {
        return ResealProgress.all(database.worker())
                .map(reseals -> new KeysView(
                        keys.ring().rows().stream().map(KeysetView::of).toList(),
                        reseals.stream().map(ResealView::of).toList()));
    }
}
