// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.events.TokenRefreshFailed;
import io.agentauth.events.TokenRefreshed;
import io.agentauth.outbox.NewEvent;
import io.agentauth.refresher.grant.Claim;
import io.agentauth.refresher.grant.Health;
import io.agentauth.refresher.grant.Settled;
import io.agentauth.refresher.grant.Settlement;
import io.agentauth.refresher.grant.StoredToken;
import io.agentauth.refresher.push.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a settled result is told as: events for everybody, outcomes for account-service. Only changes are told: a failure that repeats is not. */
record Notices(List<NewEvent> events, List<Outcome> outcomes) {
    static Notices of(List<Settled> settled, Flights flights) {
        Notices notices = new Notices(new ArrayList<>(settled.size()), new ArrayList<>());
        for (Settled one : settled) {
            notices.add(one, flights);
        }
        return notices;
    }

    private void add(Settled settled, Flights flights) {
        switch (settled) {
            case Settled.Stored stored -> renewed(stored, flights);
            case Settled.Noted(Settlement.Failed failed) -> failed(failed);
            case Settled.Noted(Settlement.Refused refused) -> ended(refused.claim(), refused.reason());
            case Settled.Noted(Settlement.Renewed _),
                    Settled.Known _,
                    Settled.Overtaken _,
                    Settled.Orphaned _,
                    Settled.Stale _ -> {
                // Nothing changed that anybody could see.
            }
        }
    }

    private void renewed(Settled.Stored stored, Flights flights) {
        StoredToken token = stored.token();
        Claim claim = stored.renewed().claim();
        Flights.Asked asked = flights.asked(claim.attemptId());
        events.add(new NewEvent(
                new TokenRefreshed(
                        token.environmentId(),
                        token.accountId(),
                        token.connectionId(),
                        claim.provider(),
                        token.slot(),
                        token.generation(),
                        token.version(),
                        asked.reason()),
                asked.cause()));
        if (stored.before() != Health.HEALTHY) {
            outcomes.add(Outcome.health(subject(claim, token.version()), Health.HEALTHY.word(), null));
        }
    }

    private void failed(Settlement.Failed failed) {
        Claim claim = failed.claim();
        if (failed.health() != claim.health()) {
            events.add(event(claim, "failed", failed.reason()));
            outcomes.add(Outcome.health(
                    subject(claim, claim.version()), failed.health().word(), failed.reason()));
        }
    }

    private void ended(Claim claim, String reason) {
        events.add(event(claim, "ended", reason));
        outcomes.add(Outcome.grantEnded(subject(claim, claim.version()), reason));
    }

    private static NewEvent event(Claim claim, String status, String reason) {
        return NewEvent.of(new TokenRefreshFailed(
                claim.environmentId(),
                claim.accountId(),
                claim.connectionId(),
                claim.provider(),
                claim.slot(),
                claim.generation(),
                claim.version(),
                status,
                Objects.requireNonNull(reason)));
    }

    private static Outcome.Subject subject(Claim claim, long version) {
        return new Outcome.Subject(claim.environmentId(), claim.accountId(), claim.slot(), claim.generation(), version);
    }
}
