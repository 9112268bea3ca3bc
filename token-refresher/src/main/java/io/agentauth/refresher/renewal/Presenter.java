// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.problems.ProblemException;
import io.agentauth.providers.Provider;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.CrashPoint;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.endpoint.GrantedToken;
import io.agentauth.refresher.endpoint.TokenEndpoint;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.refresher.grant.Claim;
import io.agentauth.refresher.grant.FreshToken;
import io.agentauth.refresher.grant.HeldAttempts;
import io.agentauth.refresher.grant.Lease;
import io.agentauth.refresher.grant.Scheduling;
import io.agentauth.refresher.grant.Settlement;
import io.agentauth.refresher.grant.TokenHash;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * From a claim to what is to be committed about it: waits for the budget, checks the lease, presents the token, reads the answer as a
 * decision, and carries out what has to happen before a commit. It never fails: whatever goes wrong is a result.
 */
@ApplicationScoped
class Presenter {
    private static final Logger LOG = Logger.getLogger(Presenter.class);
    private static final Duration WAIT_HERE = Duration.ofMillis(250);
    private static final Duration AFTER_SLOWNESS = Duration.ofSeconds(1);
    private static final Duration STAY_AWAY = Duration.ofSeconds(30);
    private static final Duration SUSPENDED = Duration.ofSeconds(60);

    private final TokenEndpoint endpoint;
    private final Connections connections;
    private final HeldAttempts held;
    private final Budgets budgets;
    private final KeyRing keys;
    private final Scheduling scheduling;
    private final Meters meters;
    private final Terms terms;

    @Inject
    Presenter(
            TokenEndpoint endpoint,
            Connections connections,
            HeldAttempts held,
            Budgets budgets,
            KeyRing keys,
            Scheduling scheduling,
            Meters meters,
            Terms terms) {
        this.endpoint = endpoint;
        this.connections = connections;
        this.held = held;
        this.budgets = budgets;
        this.keys = keys;
        this.scheduling = scheduling;
        this.meters = meters;
        this.terms = terms;
    }

    /** What is left to do about a flight that was presented. */
    sealed interface Presented {
        /** The flight, as far as it came. */
        Flight flight();

        /** Commit this. */
        record Settle(Flight flight, Settlement settlement) implements Presented {}

        /** Nothing: the attempt stays as it is, or belongs to somebody else. */
        record Leave(Flight flight, Flight.Landing landing) implements Presented {}
    }

    /** Presents the flight's token, as often as its class allows. */
    Uni<Presented> present(Flight flight) {
        return budgets.reserve(flight.connection().connectionId(), perSecond(flight), WAIT_HERE)
                .chain(wait -> wait.compareTo(WAIT_HERE) <= 0
                        ? pause(wait).chain(() -> send(flight))
                        : Uni.createFrom().item(notNow(flight, comeBack(flight, wait), "rate_limit")))
                .onFailure()
                .recoverWithItem(failure -> unexpected(flight, failure));
    }

    private static Uni<Void> pause(Duration wait) {
        Uni<Void> now = Uni.createFrom().voidItem();
        return wait.isPositive() ? now.onItem().delayIt().by(wait) : now;
    }

    /** The last look before the send (rule R5): late claims go back unsent, so that what is sent ends before the attempt's deadline. */
    private Uni<Presented> send(Flight flight) {
        Lease lease = terms.lease();
        Duration age = flight.claim().age();
        Duration within = lease.deadline().minus(age);
        if (age.compareTo(terms.sendWithin()) > 0 || lease.lease().minus(age).compareTo(within) < 0) {
            // This process was slow. A rung of the ladder could cost a grant of class G its window.
            return Uni.createFrom().item(notNow(flight, spread(AFTER_SLOWNESS), "claimed_too_long_ago"));
        }
        Claim claim = flight.claim();
        Sensitive token;
        try {
            token = keys.refreshTokens().open(claim.refresh(), claim.refreshPlace());
            // What the provider answers may be the only token that is left: nothing is sent that could not be sealed.
            keys.refreshTokens().prepare(claim.refreshPlace());
            keys.accessTokens().prepare(claim.refreshPlace());
        } catch (KeyUnavailable e) {
            LOG.errorf("%s is not renewed now: %s", claim.grantId(), e.getMessage());
            return Uni.createFrom().item(notNow(flight, spread(STAY_AWAY), "key_service_unavailable"));
        }
        return endpoint.presentRefreshToken(flight.connection(), claim.accountId(), claim.slot(), token, within)
                .invoke(outcome -> heard(flight, outcome))
                .call(outcome -> obey(flight, outcome))
                .chain(outcome -> act(flight, Decision.of(outcome, flight.situation()), token));
    }

    private void heard(Flight flight, TokenOutcome outcome) {
        switch (outcome) {
            case TokenOutcome.Ambiguous _, TokenOutcome.NotSent _ ->
                budgets.troubled(flight.connection().connectionId());
            case TokenOutcome.Granted _,
                    TokenOutcome.Refused _,
                    TokenOutcome.BlamesTheApp _,
                    TokenOutcome.RateLimited _,
                    TokenOutcome.Declined _ ->
                budgets.answered(flight.connection().connectionId());
        }
    }

    /** A Retry-After is for all grants of the connection, whatever it came with. */
    private Uni<Void> obey(Flight flight, TokenOutcome outcome) {
        return outcome instanceof TokenOutcome.Ambiguous(String _, Duration after) && after != null
                ? budgets.limit(flight.connection().connectionId(), after)
                        .onFailure()
                        .recoverWithNull()
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private Uni<Presented> act(Flight flight, Decision decision, Sensitive presented) {
        return switch (decision) {
            case Decision.Store store -> store(flight, store, presented);
            case Decision.Condemn condemn -> Uni.createFrom().item(condemn(flight, condemn.reason()));
            case Decision.TryLater later -> Uni.createFrom().item(later(flight, later.outcome(), later.reason()));
            case Decision.PresentAgain again -> presentAgain(flight, again.reason());
            case Decision.Hold hold -> hold(flight, hold);
            case Decision.Blame blame -> blame(flight, blame.reason());
            case Decision.StayAway away -> stayAway(flight, away.pause());
        };
    }

    private Uni<Presented> store(Flight flight, Decision.Store store, Sensitive presented) {
        Settlement.Renewed renewed = seal(flight, store, presented);
        CrashPoint.CP7.reached(flight.claim().accountId());
        Presented settle = new Presented.Settle(flight, renewed);
        return connections
                .accepted(flight.connection())
                .onFailure()
                .recoverWithNull()
                .replaceWith(settle);
    }

    private Settlement.Renewed seal(Flight flight, Decision.Store store, Sensitive presented) {
        Claim claim = flight.claim();
        GrantedToken token = store.token();
        // An answer without a refresh token keeps the old one (RFC 6749 §6), sealed anew for the new version.
        Sensitive refresh = Objects.requireNonNullElse(token.refresh(), presented);
        long version = claim.version() + 1;
        Provider provider = flight.connection().provider();
        return new Settlement.Renewed(
                claim,
                new FreshToken(
                        keys.refreshTokens().seal(refresh, claim.refreshPlace(version)),
                        new TokenHash(keys.hashes().hash(TokenHash.WHAT, refresh)),
                        keys.accessTokens().seal(token.access(), claim.accessPlace(version)),
                        token.tokenType(),
                        token.scopes(),
                        token.life(),
                        scheduling.of(provider, token.life(), true),
                        provider.known(provider.facts().ofAnswer(store.facts())),
                        store.readAtNanos()));
    }

    /** The same result under the seals of another version: an answer about the same token came first (rule R8). */
    Settlement.Renewed resealed(Settlement.Renewed renewed, long currentVersion) {
        Claim claim = renewed.claim();
        FreshToken token = renewed.token();
        long version = currentVersion + 1;
        Sealed access = keys.accessTokens()
                .reseal(token.access(), claim.accessPlace(renewed.version()), claim.accessPlace(version));
        Sealed refresh = token.refresh() == null
                ? null
                : keys.refreshTokens()
                        .reseal(token.refresh(), claim.refreshPlace(renewed.version()), claim.refreshPlace(version));
        return new Settlement.Renewed(claim.at(currentVersion), token.sealed(refresh, access));
    }

    private Presented condemn(Flight flight, String reason) {
        if (flight.uncertain()) {
            meters.lostAfterAmbiguous(flight.rotation());
        }
        return new Presented.Settle(flight, new Settlement.Refused(flight.claim(), reason));
    }

    private Presented later(Flight flight, Decision.Word outcome, String reason) {
        Claim claim = flight.claim();
        Ladder.Rung rung = Ladder.next(claim.health(), claim.failures(), claim.alive(), scheduling::chance);
        Duration pause = rung.pause();
        if (outcome == Decision.Word.AMBIGUOUS && pause != null && flight.rotation() != RotationClass.N) {
            // What was sent may still be on its way through the provider.
            Duration deadline = terms.lease().deadline();
            pause = pause.compareTo(deadline) > 0 ? pause : deadline;
        }
        return new Presented.Settle(
                flight,
                new Settlement.Failed(claim, rung.health(), rung.failures(), pause, Meters.word(outcome), reason));
    }

    /** Not the grant's fault, and no step on the ladder. */
    private Presented notNow(Flight flight, Duration pause, String reason) {
        Claim claim = flight.claim();
        return new Presented.Settle(
                flight, new Settlement.Failed(claim, claim.health(), claim.failures(), pause, "not_sent", reason));
    }

    private Uni<Presented> presentAgain(Flight flight, String reason) {
        return held.presentAgain(terms.lease(), flight.claim())
                .chain(written -> written.isEmpty()
                        ? Uni.createFrom().item(new Presented.Leave(flight, new Flight.Landing.Overtaken()))
                        : again(flight, written, reason));
    }

    private Uni<Presented> again(Flight flight, Optional<Claim> written, String reason) {
        meters.presentedAgain(flight.rotation());
        LOG.debugf("%s is presented again: %s", flight.claim().grantId(), reason);
        return send(flight.again(written.orElseThrow(), true));
    }

    private Uni<Presented> hold(Flight flight, Decision.Hold hold) {
        LOG.infof("%s is held: %s", flight.claim().grantId(), hold.reason());
        Duration least = terms.lease().hold();
        Duration pause = hold.atLeast().compareTo(least) > 0 ? hold.atLeast() : least;
        return held.hold(
                        flight.claim(),
                        pause,
                        hold.untilExpiry() ? flight.claim().expiresAt() : null)
                .replaceWith(new Presented.Leave(flight, new Flight.Landing.Held()));
    }

    private Uni<Presented> blame(Flight flight, String reason) {
        return connections.blamed(flight.connection(), reason).map(blame -> switch (blame) {
            case Connections.Blame.Newer _ -> notNow(flight, Duration.ZERO, "connection_changed");
            case Connections.Blame.Suspended _ -> notNow(flight, spread(SUSPENDED), "connection_suspended");
        });
    }

    private Uni<Presented> stayAway(Flight flight, @Nullable Duration asked) {
        return budgets.limit(flight.connection().connectionId(), asked == null ? STAY_AWAY : asked)
                .onFailure()
                .recoverWithItem(asked == null ? STAY_AWAY : asked)
                .map(pause -> notNow(flight, spread(pause), "rate_limited"));
    }

    private Duration spread(Duration pause) {
        return pause.plus(Duration.ofMillis((long) (scheduling.chance() * Math.min(60_000, pause.toMillis() + 1_000))));
    }

    private Presented unexpected(Flight flight, Throwable failure) {
        if (failure instanceof CannotOpen) {
            LOG.errorf("the refresh token of %s does not open", flight.claim().grantId());
            return later(flight, Decision.Word.NOT_SENT, "cannot_open");
        }
        if (failure instanceof ProblemException problem) {
            return later(flight, Decision.Word.NOT_SENT, problem.type().code());
        }
        // Whether it was sent is not known here: the attempt stays unresolved, and its hold decides.
        LOG.warnf(failure, "%s: the attempt is left to its hold", flight.claim().grantId());
        return new Presented.Leave(flight, new Flight.Landing.Failed("unexpected", null));
    }

    private Duration comeBack(Flight flight, Duration wait) {
        return budgets.comeBack(flight.connection().connectionId(), perSecond(flight), wait);
    }

    private int perSecond(Flight flight) {
        int usual = budgets.usualPerSecond();
        return Math.min(usual, flight.connection().callsPerSecond().orElse(usual));
    }
}
