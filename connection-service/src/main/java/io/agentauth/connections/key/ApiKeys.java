// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.agentauth.connections.Page;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.events.ApiKeyCreated;
import io.agentauth.events.ApiKeyRevoked;
import io.agentauth.identity.AddressRange;
import io.agentauth.identity.Permission;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Kept;
import io.agentauth.requests.Request;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes, lists and revokes the keys of an environment. */
@ApplicationScoped
public class ApiKeys {
    private static final Kept<ApiKey> KEPT =
            new Kept<>(ApiKey.class, key -> key.id().value());

    private final Database database;
    private final ApiKeyStore store;
    private final Idempotency idempotency;
    private final Outbox outbox;
    private final Creation creation;

    @Inject
    ApiKeys(Database database, ApiKeyStore store, Idempotency idempotency, Outbox outbox, Creation creation) {
        this.database = database;
        this.store = store;
        this.idempotency = idempotency;
        this.outbox = outbox;
        this.creation = creation;
    }

    /** What a new key is to be. */
    record Wanted(
            String name, List<Permission> scopes, List<AddressRange> allowedAddresses, @Nullable Instant expiresAt) {}

    /** A key that was just made, and its text; without it when the request is a repeated one. */
    record Created(ApiKey key, @Nullable Sensitive text) {
        private static Uni<Created> again(ApiKey key) {
            return Uni.createFrom().item(new Created(key, null));
        }
    }

    /** Makes a key. Fails with {@code not_found} where there is no such environment, and with {@code invalid_field} where it would be over at once. */
    Uni<Created> create(EnvironmentId environment, Wanted wanted, Actor actor, Request request) {
        return creation.hash()
                .chain(hash -> database.inEnvironment(
                        environment,
                        tx -> idempotency.earlier(tx, request, KEPT).chain(found -> found.map(Created::again)
                                .orElseGet(() -> creation.prepare(tx, environment, wanted, hash)
                                        .chain(fresh -> create(tx, request, fresh, actor))))));
    }

    private Uni<Created> create(SqlConnection tx, Request request, Creation.Fresh fresh, Actor actor) {
        return idempotency
                .once(tx, request, KEPT, () -> insert(tx, request.environment(), fresh, actor))
                .map(fresh::created);
    }

    Uni<Page<ApiKey>> list(EnvironmentId environment, Page.Asked asked) {
        return database.inEnvironment(environment, tx -> store.list(tx, environment, asked))
                .map(keys -> Page.of(keys, asked, key -> key.id().value()));
    }

    /** Revokes a key for good; again, it changes nothing. */
    Uni<ApiKey> revoke(EnvironmentId environment, ApiKeyId id, Actor actor) {
        return database.inEnvironment(environment, tx -> store.revoke(tx, environment, id)
                        .chain(revoked -> revoked.map(key -> outbox.append(
                                                tx, List.of(NewEvent.of(new ApiKeyRevoked(environment, id, actor))))
                                        .replaceWith(Optional.of(key)))
                                .orElseGet(() -> store.find(tx, environment, id))))
                .map(key -> key.orElseThrow(() -> ProblemException.notFound("API key")));
    }

    /** Revokes every key of an environment that ends, in its transaction. The events are the caller's to append. */
    public Uni<List<NewEvent>> revokeAll(SqlConnection tx, EnvironmentId environment, Actor actor) {
        return store.revokeAll(tx, environment).map(ids -> ids.stream()
                .map(id -> NewEvent.of(new ApiKeyRevoked(environment, id, actor)))
                .toList());
    }

    private Uni<ApiKey> insert(SqlConnection tx, EnvironmentId environment, Creation.Fresh fresh, Actor actor) {
        return creation.requireRoom(tx, environment)
                .chain(_ -> store.insert(tx, environment, fresh.row()))
                .call(key -> outbox.append(tx, List.of(NewEvent.of(new ApiKeyCreated(environment, key.id(), actor)))));
    }
}
