// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.events.TokenExchanged;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.flow.Flows;
import io.agentauth.refresher.grant.Grants;
import io.agentauth.refresher.grant.NewGrant;
import io.agentauth.refresher.grant.Person;
import io.agentauth.refresher.grant.StoredToken;
import io.agentauth.refresher.push.Outcome;
import io.agentauth.refresher.push.Outcomes;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** The end of a flow, in one transaction each: grants, attempt, flow and event; or failure, attempt, flow and what account-service is told. */
@ApplicationScoped
class Conclusion {
    static final String SUCCEEDED = "succeeded";
    private static final String GRANTED = "granted";

    private final Pool pool;
    private final Flows flows;
    private final CodeAttempts attempts;
    private final Grants grants;
    private final Told told;

    @Inject
    Conclusion(Pool pool, Flows flows, CodeAttempts attempts, Grants grants, Told told) {
        this.pool = pool;
        this.flows = flows;
        this.attempts = attempts;
        this.grants = grants;
        this.told = told;
    }

    /** Who else is told: subscribers by events, account-service by outcomes. */
    @ApplicationScoped
    static class Told {
        private final Outbox outbox;
        private final Outcomes outcomes;

        @Inject
        Told(Outbox outbox, Outcomes outcomes) {
            this.outbox = outbox;
            this.outcomes = outcomes;
        }

        Uni<Void> granted(SqlConnection tx, Flow flow, String provider, List<StoredToken> tokens) {
            List<NewEvent> events = tokens.stream()
                    .map(token -> NewEvent.of(new TokenExchanged(
                            token.environmentId(),
                            token.accountId(),
                            token.connectionId(),
                            provider,
                            token.slot(),
                            token.generation(),
                            token.version(),
                            flow.authorizationId())))
                    .toList();
            return outbox.append(tx, events).replaceWithVoid();
        }

        Uni<Void> failed(SqlConnection tx, Flow.Subject flow, Failure why) {
            Outcome outcome = Outcome.authorizationFailed(
                    flow.environmentId(),
                    flow.accountId(),
                    flow.generation(),
                    flow.authorizationId(),
                    new Outcome.Failure(why.status(), why.reason()));
            return outcomes.add(tx, List.of(outcome));
        }

        void now() {
            outbox.wake();
            outcomes.wake();
        }
    }

    /**
     * Stores what was granted; the tokens that are live by that, which is none if the generation ended meanwhile, or if the account is another
     * person's and nobody confirmed that it may change hands: then what was granted is stored to be revoked, and the account keeps what it has.
     *
     * @param tells whether the provider says whose account it is
     */
    Uni<List<StoredToken>> succeed(Flow flow, List<NewGrant> granted, boolean tells) {
        return pool.withTransaction(tx -> grants.personBefore(tx, granted.getFirst())
                        .map(known -> stranger(flow, known, granted.getFirst().person(), tells))
                        .chain(why -> why.isPresent()
                                ? reject(tx, flow.authorizationId(), why.get(), granted)
                                        .replaceWith(List.<StoredToken>of())
                                : insert(tx, granted).chain(live -> conclude(tx, flow, granted, live))))
                .invoke(told::now);
    }

    /** Why the account must not become this person's; empty where it may, or where nobody can tell them apart. */
    static Optional<Failure> stranger(Flow flow, Optional<Person> known, Optional<Person> now, boolean tells) {
        if (flow.otherPersonAllowed() || known.isEmpty() || (now.isEmpty() && !tells)) {
            return Optional.empty();
        }
        if (now.isEmpty()) {
            return Optional.of(Failure.NOBODY_KNOWN);
        }
        return now.get().isSameAs(known.get()) ? Optional.empty() : Optional.of(Failure.OTHER_PERSON);
    }

    /** Ends the flow without a grant, whatever else happened to it; nothing if it has an outcome already. */
    Uni<Void> fail(AuthorizationId id, Failure why) {
        return reject(id, why, List.of());
    }

    /** The same of one that brought grants which nobody may use: they are stored, in order to be revoked. */
    Uni<Void> reject(AuthorizationId id, Failure why, List<NewGrant> granted) {
        return pool.withTransaction(tx -> reject(tx, id, why, granted)).invoke(told::now);
    }

    private Uni<Void> reject(SqlConnection tx, AuthorizationId id, Failure why, List<NewGrant> granted) {
        return insertRejected(tx, granted)
                .chain(() -> flows.lock(tx, id))
                .chain(flow -> flow.progress().outcome() == null
                        ? fail(tx, flow, why)
                        : attempts.resolve(
                                tx, id, String.valueOf(flow.progress().outcome()), null));
    }

    /** Ends the flow in a transaction that holds it. */
    Uni<Void> fail(SqlConnection tx, Flow flow, Failure why) {
        return flows.end(tx, flow.authorizationId(), why.status(), why.reason())
                .chain(() -> attempts.resolve(tx, flow.authorizationId(), why.status(), why.reason()))
                .chain(() -> told.failed(tx, flow.subject(), why));
    }

    /** To be called after the commit of {@link #fail(SqlConnection, Flow, Failure)}. */
    void tell() {
        told.now();
    }

    private Uni<Void> insertRejected(SqlConnection tx, List<NewGrant> granted) {
        return Multi.createFrom()
                .iterable(granted)
                .onItem()
                .transformToUniAndConcatenate(grant -> grants.insertRejected(tx, grant))
                .onItem()
                .ignoreAsUni();
    }

    private Uni<List<StoredToken>> insert(SqlConnection tx, List<NewGrant> granted) {
        return Multi.createFrom()
                .iterable(granted)
                .onItem()
                .transformToUniAndConcatenate(grant -> grants.insertNew(tx, grant))
                .filter(Grants.Inserted.Live.class::isInstance)
                .map(inserted -> ((Grants.Inserted.Live) inserted).token())
                .collect()
                .asList();
    }

    private Uni<List<StoredToken>> conclude(
            SqlConnection tx, Flow flow, List<NewGrant> granted, List<StoredToken> live) {
        return live.isEmpty()
                ? flows.lock(tx, flow.authorizationId()).chain(now -> nothingNew(tx, now))
                : flows.end(tx, flow.authorizationId(), SUCCEEDED, null)
                        .chain(() -> attempts.resolve(tx, flow.authorizationId(), GRANTED, null))
                        .chain(() -> told.granted(tx, flow, granted.getFirst().provider(), live))
                        .replaceWith(live);
    }

    /** The generation has ended; or an earlier try was committed, and its answer was lost: then that stands. */
    private Uni<List<StoredToken>> nothingNew(SqlConnection tx, Flow now) {
        Flow.Subject subject = now.subject();
        return SUCCEEDED.equals(now.progress().outcome())
                ? grants.live(tx, subject.environmentId(), subject.accountId(), subject.generation())
                : fail(tx, now, Failure.ENDED).replaceWith(List.of());
    }
}
