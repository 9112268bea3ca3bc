// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import io.agentauth.account.authorization.NewAuthorization.Invited;
import io.agentauth.account.authorization.NewAuthorization.Wish;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Kept;
import io.agentauth.requests.Request;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Invites a person: takes the account's next generation and stores an authorization with the hash of a fresh handle. The account itself keeps
 * its status and its tokens until the person has consented.
 */
@ApplicationScoped
class StartAuthorization {
    private final Database database;
    private final AuthorizationStore store;
    private final Authorizations authorizations;
    private final Outbox outbox;
    private final Idempotency idempotency;
    private final AuthorizationConfig config;

    @Inject
    StartAuthorization(
            Database database,
            AuthorizationStore store,
            Authorizations authorizations,
            Outbox outbox,
            Idempotency idempotency,
            AuthorizationConfig config) {
        this.database = database;
        this.store = store;
        this.authorizations = authorizations;
        this.outbox = outbox;
        this.idempotency = idempotency;
        this.config = config;
    }

    /** What to do: the checked wish of {@code actor} for {@code account}. */
    record Invitation(AccountId account, Wish wish, Actor actor, Links.Maker links) {}

    /** The link, and until when it can be clicked. */
    record Link(URI url, Instant expiresAt) {}

    /** What is kept for a repeated request: no handle. */
    record Started(AuthorizationId authorizationId, AccountId accountId, Instant expiresAt) {
        private static final Kept<Started> KEPT =
                new Kept<>(Started.class, started -> started.accountId().value());
    }

    /** Whom {@code account} belongs to; fails with {@code not_found}. */
    Uni<Invited> require(EnvironmentId environment, AccountId account) {
        return database.inEnvironment(environment, tx -> store.findAccount(tx, environment, account))
                .map(StartAuthorization::found);
    }

    Uni<Link> start(Request request, Invitation invitation) {
        AuthorizationId id = AuthorizationId.next();
        // With a key the same link has to be found again, and without one nobody shall be able to.
        boolean repeatable = request.isNamed();
        Sensitive handle = repeatable
                ? invitation.links().repeatable(id)
                : invitation.links().fresh();
        return database.inEnvironment(
                        request.environment(),
                        tx -> idempotency.once(
                                tx, request, Started.KEPT, () -> start(tx, request, invitation, new Fresh(id, handle))))
                .map(started -> repeatable
                        ? linkOf(started, invitation.links())
                        : new Link(invitation.links().link(handle), started.expiresAt()));
    }

    /** The link that the same request was answered with before what it needs went; else {@code failure}. */
    Uni<Link> linkOr(Request request, Links.Maker links, Throwable failure) {
        return idempotency.earlierOr(request, Started.KEPT, failure).map(started -> linkOf(started, links));
    }

    private static Link linkOf(Started started, Links.Maker links) {
        return new Link(links.link(links.repeatable(started.authorizationId())), started.expiresAt());
    }

    private record Fresh(AuthorizationId id, Sensitive handle) {}

    /** One that was stored, and until when its link could be clicked. */
    private record Stored(NewAuthorization start, Instant until) {}

    private Uni<Started> start(SqlConnection tx, Request request, Invitation invitation, Fresh fresh) {
        return store(tx, request.environment(), invitation, fresh)
                .map(stored -> new Started(
                        stored.start().id(), stored.start().account().id(), stored.until()));
    }

    /** Starts one that nobody gets a link to, because its person goes elsewhere. Counts as a link does. */
    Uni<NewAuthorization> startElsewhere(EnvironmentId environment, Invitation invitation) {
        Fresh fresh = new Fresh(AuthorizationId.next(), invitation.links().fresh());
        return database.inEnvironment(environment, tx -> store(tx, environment, invitation, fresh))
                .map(Stored::start);
    }

    private Uni<Stored> store(SqlConnection tx, EnvironmentId environment, Invitation invitation, Fresh fresh) {
        return store.invite(tx, environment, invitation.account())
                .map(StartAuthorization::found)
                .map(account -> new NewAuthorization(
                        fresh.id(), account, invitation.links().hash(fresh.handle()), invitation.wish()))
                .call(start -> store.linksOfPerson(tx, start.account().id()).invoke(this::requireFew))
                .chain(start -> store.insert(tx, start)
                        .call(_ -> makeRoom(tx, start, invitation.actor()))
                        .map(until -> new Stored(start, until)));
    }

    private void requireFew(long links) {
        if (links >= config.personLinksMax()) {
            throw new ProblemException(
                            ProblemType.RATE_LIMITED,
                            "One person is given at most " + config.personLinksMax() + " links in "
                                    + config.personWithin().toSeconds() + " seconds.")
                    .retryAfter(config.personWithin().dividedBy(config.personLinksMax()));
        }
    }

    private Uni<Void> makeRoom(SqlConnection tx, NewAuthorization start, Actor actor) {
        return store.oldestUnclicked(tx, start.account().id())
                .chain(tooMany -> authorizations.end(
                        tx,
                        tooMany.stream()
                                .map(id -> new Ended(id, AuthorizationStatus.EXPIRED, "superseded"))
                                .toList()))
                .map(events -> with(events, NewEvent.of(Authorizations.started(start, actor))))
                .chain(events -> outbox.append(tx, events))
                .replaceWithVoid();
    }

    private static List<NewEvent> with(List<NewEvent> events, NewEvent last) {
        List<NewEvent> all = new ArrayList<>(events);
        all.add(last);
        return all;
    }

    private static Invited found(Optional<Invited> account) {
        return account.orElseThrow(() -> ProblemException.notFound("account"));
    }
}
