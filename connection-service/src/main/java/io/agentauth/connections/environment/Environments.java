// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import io.agentauth.connections.Page;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.EnvironmentCreated;
import io.agentauth.events.EnvironmentUpdated;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Kept;
import io.agentauth.requests.Request;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** Makes, reads and changes environments. */
@ApplicationScoped
class Environments {
    private static final Kept<Environment> KEPT =
            new Kept<>(Environment.class, made -> made.id().value());

    private final Database database;
    private final EnvironmentStore store;
    private final Idempotency idempotency;
    private final Outbox outbox;
    private final KeysOfEnvironments keys;

    @Inject
    Environments(
            Database database,
            EnvironmentStore store,
            Idempotency idempotency,
            Outbox outbox,
            KeysOfEnvironments keys) {
        this.database = database;
        this.store = store;
        this.idempotency = idempotency;
        this.outbox = outbox;
        this.keys = keys;
    }

    Uni<Environment> create(Settings settings, Actor actor, Request request) {
        EnvironmentId id = EnvironmentId.next();
        return keys.make(id)
                .chain(hasKey -> database.asWorker(
                        tx -> idempotency.once(tx, request, KEPT, () -> store.insert(tx, id, settings, hasKey)
                                .call(made -> append(tx, new EnvironmentCreated(id, made.version(), actor))))));
    }

    Uni<Environment> require(EnvironmentId id) {
        return store.find(id).map(found -> required(found.filter(environment -> environment.deletedAt() == null)));
    }

    /** Also if it is deleted: whoever keeps a copy must hear of that. */
    Uni<Environment> requireEvenDeleted(EnvironmentId id) {
        return store.find(id).map(Environments::required);
    }

    Uni<Page<Environment>> list(Page.Asked asked) {
        return store.list(asked)
                .map(rows ->
                        Page.of(rows, asked, environment -> environment.id().value()));
    }

    Uni<Environment> change(EnvironmentId id, Changes changes, Actor actor) {
        return database.inEnvironment(id, tx -> store.lock(tx, id)
                .map(Environments::required)
                .chain(before -> change(tx, before, changes, actor)));
    }

    private Uni<Environment> change(SqlConnection tx, Environment before, Changes changes, Actor actor) {
        Settings wanted = changes.apply(before.settings());
        if (wanted.isLaxerThan(before.settings()) && actor.kind() != Actor.Kind.OPERATOR) {
            throw new ProblemException(
                    ProblemType.OPERATOR_REQUIRED,
                    "In production, who consented is confirmed: only the installation key can switch that off.");
        }
        return wanted.equals(before.settings())
                ? Uni.createFrom().item(before)
                : store.update(tx, before.id(), wanted)
                        .call(after -> append(tx, new EnvironmentUpdated(after.id(), after.version(), actor)));
    }

    private Uni<?> append(SqlConnection tx, AgentAuthEvent event) {
        return outbox.append(tx, List.of(NewEvent.of(event)));
    }

    static Environment required(Optional<Environment> found) {
        return found.orElseThrow(() -> ProblemException.notFound("environment"));
    }
}
