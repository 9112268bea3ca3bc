// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import io.agentauth.account.authorization.Authorizations;
import io.agentauth.account.verification.Ruling.Verdict;
import io.agentauth.events.Actor;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Decides on locked authorizations: notes the verdict, ends the authorization where it is one that does, and says so in events. */
@ApplicationScoped
class Rulings {
    private final VerificationStore store;
    private final Authorizations authorizations;
    private final Outbox outbox;
    private final MeterRegistry metrics;
    private final Duration toldWithin;

    @Inject
    Rulings(
            VerificationStore store,
            Authorizations authorizations,
            Outbox outbox,
            MeterRegistry metrics,
            VerificationConfig config) {
        this.store = store;
        this.authorizations = authorizations;
        this.outbox = outbox;
        this.metrics = metrics;
        toldWithin = config.within();
    }

    /** In the caller's transaction. Of several at once the first one decides. */
    Uni<Ruling> make(SqlConnection tx, AuthorizationId id, Function<Pending, Verdict> judge, Actor actor) {
        return store.lock(tx, id)
                .map(found -> found.orElseThrow(() -> ProblemException.notFound("authorization")))
                .chain(pending -> make(tx, pending, judge.apply(pending), actor));
    }

    private Uni<Ruling> make(SqlConnection tx, Pending pending, Verdict verdict, Actor actor) {
        Ruling ruling = new Ruling(pending.subject(), verdict);
        return note(tx, ruling)
                .chain(_ ->
                        authorizations.end(tx, verdict.ended(pending.subject().authorizationId())))
                .chain(ended -> outbox.append(tx, events(pending, verdict, actor, ended)))
                .invoke(_ -> metrics.counter("agentauth.verifications", "verdict", verdict.wireName())
                        .increment())
                .replaceWith(ruling);
    }

    private Uni<Void> note(SqlConnection tx, Ruling ruling) {
        return ruling.verdict().decides()
                ? store.rule(tx, ruling, toldBy(ruling.verdict()))
                : Uni.createFrom().voidItem();
    }

    /** Nobody but the sweeper tells it where a stranger showed the proof. */
    private Duration toldBy(Verdict verdict) {
        return verdict == Verdict.OTHER_ENVIRONMENT ? Duration.ZERO : toldWithin;
    }

    private static List<NewEvent> events(Pending pending, Verdict verdict, Actor actor, List<NewEvent> ended) {
        List<NewEvent> events = new ArrayList<>();
        events.add(NewEvent.of(
                verdict == Verdict.CONFIRMED ? pending.verified(actor) : pending.refused(verdict.wireName(), actor)));
        events.addAll(ended);
        return events;
    }
}
