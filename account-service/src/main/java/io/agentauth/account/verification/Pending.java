// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import io.agentauth.events.AccountUpdated;
import io.agentauth.events.Actor;
import io.agentauth.events.AuthorizationVerified;
import io.agentauth.events.VerificationRefused;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import org.jspecify.annotations.Nullable;

/**
 * An authorization whose row, and whose account's, is locked.
 *
 * @param person whose account it is
 * @param provider its id in the catalogue
 */
record Pending(Subject subject, String provider, Person person, State state) {
    /** Whose authorization it is, and for which generation. */
    record Subject(
            EnvironmentId environmentId,
            AccountId accountId,
            AuthorizationId authorizationId,
            ConnectionId connectionId,
            long generation) {}

    /** A user or an organisation, as the application calls it. */
    record Person(String identifierType, String identifier) {}

    /**
     * How far it is.
     *
     * @param open whether it waits, and neither its account nor its generation has ended
     * @param decided whether the application has spoken
     * @param late whether the time for that is over, by the database's clock
     * @param verifyUrl where it is asked; null where nobody is to be verified
     * @param nonce what the proof is made of; null before it is asked
     */
    record State(boolean open, boolean decided, boolean late, @Nullable String verifyUrl, @Nullable String nonce) {}

    /** What is to be said to somebody of the same environment who shows the proof, and says that this is {@code who}. */
    Ruling.Verdict verdictOn(Person who) {
        if (state.decided()) {
            return Ruling.Verdict.USED;
        }
        if (!state.open()) {
            return Ruling.Verdict.OVER;
        }
        if (state.late()) {
            return Ruling.Verdict.LATE;
        }
        return who.equals(person) ? Ruling.Verdict.CONFIRMED : Ruling.Verdict.ANOTHER_PERSON;
    }

    /** What is to be said to somebody of another environment. */
    Ruling.Verdict verdictOnStranger() {
        return state.open() && !state.decided() ? Ruling.Verdict.OTHER_ENVIRONMENT : Ruling.Verdict.OVER;
    }

    AuthorizationVerified verified(Actor actor) {
        return new AuthorizationVerified(
                subject.environmentId(),
                subject.accountId(),
                subject.connectionId(),
                provider,
                subject.authorizationId(),
                subject.generation(),
                actor);
    }

    VerificationRefused refused(String reason, Actor actor) {
        return new VerificationRefused(
                subject.environmentId(),
                subject.accountId(),
                subject.connectionId(),
                provider,
                subject.authorizationId(),
                subject.generation(),
                reason,
                actor);
    }

    AccountUpdated updated(long version) {
        return new AccountUpdated(
                subject.environmentId(),
                subject.accountId(),
                subject.connectionId(),
                provider,
                version,
                "pending_verification",
                Actor.PERSON);
    }
}
