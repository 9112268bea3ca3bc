// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.grant.Claims;
import io.agentauth.refresher.grant.GrantState;
import io.agentauth.refresher.grant.StoredToken;
import io.agentauth.refresher.grant.Storms;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.refresher.push.Outcomes;
import io.agentauth.refresher.push.Pushes;
import io.agentauth.refresher.renewal.RenewalResource.Answer;
import io.agentauth.refresher.renewal.RenewalResource.Reason;
import io.agentauth.refresher.renewal.RenewalResource.Result;
import io.agentauth.refresher.renewal.RenewalResource.Wanted;
import io.agentauth.refresher.restore.Behind;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One flight for all who wait (rule R13): in the process by one memoised call a token, across replicas by the attempt row. Whoever finds the
 * grant under way elsewhere looks at the row until it is done, and never presents the token as well.
 */
@ApplicationScoped
class RenewNow {
    private static final Duration YOUNG_MAX = Duration.ofSeconds(30);

    private final GrantState.States states;
    private final Claims claims;
    private final Worker worker;
    private final Flights flights;
    private final Pushes pushes;
    private final Outcomes outcomes;
    private final Budgets budgets;
    private final Connections connections;
    private final KeyRing keys;
    private final Terms terms;
    private final RenewalConfig config;
    private final Map<Wanted, Uni<Answer>> waiting = new ConcurrentHashMap<>();

    @Inject
    RenewNow(
            GrantState.States states,
            Claims claims,
            Worker worker,
            Flights flights,
            Pushes pushes,
            Outcomes outcomes,
            Budgets budgets,
            Connections connections,
            KeyRing keys,
            Terms terms,
            RenewalConfig config) {
        this.states = states;
        this.claims = claims;
        this.worker = worker;
        this.flights = flights;
        this.pushes = pushes;
        this.outcomes = outcomes;
        this.budgets = budgets;
        this.connections = connections;
        this.keys = keys;
        this.terms = terms;
        this.config = config;
    }

    /** Renews, or says why not. */
    Uni<Answer> renew(Wanted wanted) {
        return waiting.computeIfAbsent(wanted, key -> begin(key)
                .onTermination()
                .invoke(() -> waiting.remove(key))
                .memoize()
                .indefinitely());
    }

    /** How long somebody has waited, and until when. */
    private record Patience(long endNanos, Duration pause) {
        Duration left() {
            return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
        }

        Patience longer(Duration most) {
            Duration doubled = pause.multipliedBy(2);
            return new Patience(endNanos, doubled.compareTo(most) < 0 ? doubled : most);
        }
    }

    private Uni<Answer> begin(Wanted wanted) {
        long end = System.nanoTime() + config.waitMax().toNanos();
        return look(wanted, new Patience(end, config.lookFirst()), true);
    }

    private Uni<Answer> look(Wanted wanted, Patience patience, boolean mayClaim) {
        return states.find(wanted.environmentId(), wanted.accountId(), wanted.slot(), wanted.generation())
                .chain(found -> decide(wanted, found, patience, mayClaim));
    }

    private Uni<Answer> decide(Wanted wanted, Optional<GrantState> found, Patience patience, boolean mayClaim) {
        if (found.isEmpty()) {
            return answer(new Answer(Result.ENDED, null, "unknown"));
        }
        GrantState state = found.get();
        if (isNewer(state, wanted)) {
            Result result = mayClaim ? Result.CURRENT : Result.RENEWED;
            return adopted(state.token(), state.pushed()).replaceWith(Answer.of(result));
        }
        if (!state.isLive()) {
            return ended(wanted, state.reason(), patience);
        }
        if (!state.renewable()) {
            return answer(new Answer(Result.FAILED, null, "no_refresh_token"));
        }
        if (state.attempt() != null) {
            return underWay(wanted, state, state.attempt(), patience);
        }
        if (!mayClaim) {
            return answer(new Answer(Result.FAILED, millis(config.lookMax()), state.reason()));
        }
        return isTooYoung(state, wanted.reason()) ? answer(Answer.of(Result.CURRENT)) : claim(wanted, state, patience);
    }

    private static boolean isNewer(GrantState state, Wanted wanted) {
        StoredToken token = state.token();
        return state.isLive()
                && (token.generation() > wanted.generation()
                        || (token.generation() == wanted.generation() && token.version() > wanted.version()));
    }

    /** A token that was just received is not renewed because a reader wants it to live longer than it ever will. */
    private static boolean isTooYoung(GrantState state, Reason reason) {
        if (reason != Reason.MIN_VALIDITY || state.life() == null) {
            return false;
        }
        Duration quarter = state.life().dividedBy(4);
        return state.age().compareTo(quarter.compareTo(YOUNG_MAX) < 0 ? quarter : YOUNG_MAX) < 0;
    }

    private Uni<Answer> claim(Wanted wanted, GrantState state, Patience patience) {
        if (!keys.isHeld()) {
            // Whether this is the current token is being found out (rule R20).
            return answer(new Answer(Result.FAILED, millis(config.lookMax()), "keys"));
        }
        if (Behind.REASON.equals(state.reason())) {
            return answer(new Answer(Result.FAILED, null, Behind.REASON));
        }
        if (Storms.REASON.equals(state.reason())) {
            // It was refused, and is presented again when the storm is over (rule R16).
            return answer(new Answer(Result.FAILED, millis(YOUNG_MAX), Storms.REASON));
        }
        Duration blocked = budgets.blockedFor(state.token().connectionId());
        if (blocked.isPositive()) {
            return connections
                    .require(state.token().environmentId(), state.token().connectionId())
                    .map(copy -> copy.isSuspended()
                            ? new Answer(Result.SUSPENDED, null, copy.suspendedReason())
                            : new Answer(Result.FAILED, millis(blocked), whyBlocked(state)));
        }
        return youth(state)
                .chain(young ->
                        young.isPositive() ? answer(Answer.of(Result.CURRENT)) : claimed(wanted, state, patience));
    }

    /** How long its provider does not renew it yet. A connection that is not known now is found out about by whoever presents the token. */
    private Uni<Duration> youth(GrantState state) {
        StoredToken token = state.token();
        return connections
                .require(token.environmentId(), token.connectionId())
                .map(copy -> copy.provider().refresh().minAge().minus(state.age()))
                .onFailure()
                .recoverWithItem(Duration.ZERO);
    }

    private Uni<Answer> claimed(Wanted wanted, GrantState state, Patience patience) {
        return claims.one(terms.lease(), state.token().grantId(), state.token().version())
                .chain(claim -> claim.isEmpty()
                        ? again(wanted, patience)
                        : worker.take(claim.get(), wanted.reason().name().toLowerCase(java.util.Locale.ROOT), null)
                                .chain(flight -> await(wanted, flight, patience)));
    }

    private String whyBlocked(GrantState state) {
        return budgets.limitedFor(state.token().connectionId()).isPositive() ? "rate_limited" : "provider_troubled";
    }

    private Uni<Answer> underWay(Wanted wanted, GrantState state, GrantState.Unresolved attempt, Patience patience) {
        Optional<Flight> here = flights.find(state.token().grantId());
        if (here.isPresent()) {
            return await(wanted, here, patience);
        }
        return attempt.overdue()
                ? answer(new Answer(Result.HELD, millis(attempt.hold()), "unanswered_attempt"))
                : again(wanted, patience);
    }

    /** Looks again a little later, as long as there is patience. */
    private Uni<Answer> again(Wanted wanted, Patience patience) {
        if (patience.left().compareTo(patience.pause()) < 0) {
            return answer(new Answer(Result.IN_PROGRESS, millis(config.lookMax()), null));
        }
        return after(patience).chain(() -> look(wanted, patience.longer(config.lookMax()), false));
    }

    private static Uni<Void> after(Patience patience) {
        return Uni.createFrom().voidItem().onItem().delayIt().by(patience.pause());
    }

    private Uni<Answer> await(Wanted wanted, Optional<Flight> flight, Patience patience) {
        if (flight.isEmpty()) {
            return answer(new Answer(Result.FAILED, millis(config.lookMax()), "connection_unknown"));
        }
        return Uni.createFrom()
                .completionStage(flight.get().landing().copy())
                .ifNoItem()
                .after(patience.left())
                .fail()
                .chain(landing -> landed(wanted, landing, patience))
                .onFailure(TimeoutException.class)
                .recoverWithItem(new Answer(Result.IN_PROGRESS, millis(config.lookMax()), null));
    }

    private Uni<Answer> landed(Wanted wanted, Flight.Landing landing, Patience patience) {
        return switch (landing) {
            case Flight.Landing.Renewed(StoredToken token) ->
                adopted(token, false).replaceWith(Answer.of(Result.RENEWED));
            case Flight.Landing.Failed(String reason, Duration pause) ->
                answer(new Answer(Result.FAILED, pause == null ? null : millis(pause), reason));
            case Flight.Landing.Ended(String reason) -> ended(wanted, reason, patience);
            case Flight.Landing.Suspended _ -> answer(new Answer(Result.SUSPENDED, null, "connection_suspended"));
            case Flight.Landing.Held _ ->
                answer(new Answer(Result.HELD, millis(terms.lease().hold()), "unanswered_attempt"));
            case Flight.Landing.Overtaken _ -> again(wanted, patience);
        };
    }

    /** Whoever gets the answer reads the new token: so account-service has it first. */
    private Uni<Void> adopted(StoredToken token, boolean known) {
        return known
                ? Uni.createFrom().voidItem()
                : pushes.pushNow(List.of(token), null).replaceWithVoid();
    }

    /** Whoever gets the answer sends a person to connect again: so account-service knows first, as far as it can be told. */
    private Uni<Answer> ended(Wanted wanted, @Nullable String reason, Patience patience) {
        return outcomes.areTold(wanted.accountId())
                .chain(told -> told || patience.left().compareTo(patience.pause()) < 0
                        ? answer(new Answer(Result.ENDED, null, reason))
                        : after(patience).chain(() -> ended(wanted, reason, patience.longer(config.lookMax()))));
    }

    private static Uni<Answer> answer(Answer answer) {
        return Uni.createFrom().item(answer);
    }

    private static @Nullable Long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }
}
