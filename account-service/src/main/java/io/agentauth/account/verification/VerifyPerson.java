// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import io.agentauth.account.account.ReadAccounts;
import io.agentauth.account.account.Snapshot;
import io.agentauth.account.authorization.Links;
import io.agentauth.account.verification.Pending.Person;
import io.agentauth.account.verification.Pending.Subject;
import io.agentauth.account.verification.Ruling.Verdict;
import io.agentauth.database.Database;
import io.agentauth.events.Actor;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Kept;
import io.agentauth.requests.Request;
import io.agentauth.requests.Steps;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * The application says who came back with a proof. One transaction decides, for good; then token-refresher exchanges the code or throws it away.
 * What is wrong about it ends the authorization: whoever has the proof and is not who should have it will not get a second try.
 */
@ApplicationScoped
class VerifyPerson {
    private final Database database;
    private final VerificationStore store;
    private final Rulings rulings;
    private final Idempotency idempotency;
    private final Afterwards afterwards;

    @Inject
    VerifyPerson(
            Database database,
            VerificationStore store,
            Rulings rulings,
            Idempotency idempotency,
            Afterwards afterwards) {
        this.database = database;
        this.store = store;
        this.rulings = rulings;
        this.idempotency = idempotency;
        this.afterwards = afterwards;
    }

    /** A proof, who shows it, and whom the application has before it. */
    record Claim(Sensitive proof, Person who, Actor actor) {}

    /** The account after it, as it may be kept for a repeated request. */
    record Verified(AuthorizationId authorizationId, Snapshot snapshot) {
        private static final Kept<Verified> KEPT = new Kept<>(
                Verified.class, verified -> verified.snapshot().account().id().value());
    }

    /** What follows a decision, outside of its transaction. */
    @ApplicationScoped
    static class Afterwards {
        private final TellVerdict tell;
        private final ReadAccounts accounts;
        private final Links links;

        @Inject
        Afterwards(TellVerdict tell, ReadAccounts accounts, Links links) {
            this.tell = tell;
            this.accounts = accounts;
            this.links = links;
        }

        Uni<byte[]> hash(Sensitive proof) {
            return links.maker().map(maker -> maker.hashOfProof(proof));
        }

        Uni<Verified> of(Ruling ruling) {
            Subject subject = ruling.subject();
            Uni<Void> told = ruling.verdict().decides()
                    ? tell.tell(subject, ruling.isConfirmed())
                    : Uni.createFrom().voidItem();
            return told.invoke(() -> refuse(ruling.verdict()))
                    .chain(() -> accounts.snapshot(subject.environmentId(), subject.accountId()))
                    .map(snapshot -> new Verified(subject.authorizationId(), snapshot));
        }
    }

    /** Fails with {@code verification_mismatch}, and with {@code not_found} for whatever proves nothing, or nothing any more. */
    Uni<Verified> verify(Request request, Claim claim) {
        return afterwards
                .hash(claim.proof())
                .chain(store::find)
                .map(found -> found.orElseThrow(VerifyPerson::unknown))
                .chain(subject -> subject.environmentId().equals(request.environment())
                        ? decide(request, subject, claim)
                        : burn(subject));
    }

    private Uni<Verified> decide(Request request, Subject subject, Claim claim) {
        return idempotency.inSteps(
                request,
                subject.accountId().value(),
                new Steps<>(
                        Ruling.class,
                        tx -> rulings.make(
                                tx,
                                subject.authorizationId(),
                                pending -> pending.verdictOn(claim.who()),
                                claim.actor()),
                        Verified.KEPT,
                        afterwards::of));
    }

    /** Whoever asks is told nothing, not even sooner or later than of a proof that does not exist. The sweeper tells token-refresher. */
    private Uni<Verified> burn(Subject subject) {
        return database.asWorker(
                        tx -> rulings.make(tx, subject.authorizationId(), Pending::verdictOnStranger, Actor.SYSTEM))
                .chain(_ -> Uni.createFrom().failure(unknown()));
    }

    private static void refuse(Verdict verdict) {
        switch (verdict) {
            case CONFIRMED -> {}
            case ANOTHER_PERSON ->
                throw new ProblemException(
                        ProblemType.VERIFICATION_MISMATCH,
                        "The link was made for somebody else. The authorization is over.");
            case OTHER_ENVIRONMENT, LATE, USED, OVER -> throw unknown();
        }
    }

    private static ProblemException unknown() {
        return ProblemException.notFound("verify_token, or it was used, or it is too old");
    }
}
