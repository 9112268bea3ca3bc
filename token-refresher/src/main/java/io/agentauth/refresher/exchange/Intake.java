// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.refresher.CrashPoint;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.flow.Flows;
import io.agentauth.refresher.grant.Grants;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The one transaction that takes a callback: of any number that come at once, one consumes the flow and writes the attempt. */
@ApplicationScoped
class Intake {
    private final Pool pool;
    private final Flows flows;
    private final CodeAttempts attempts;
    private final Conclusion conclusion;
    private final Vetting vetting;

    @Inject
    Intake(Pool pool, Flows flows, CodeAttempts attempts, Conclusion conclusion, Vetting vetting) {
        this.pool = pool;
        this.flows = flows;
        this.attempts = attempts;
        this.conclusion = conclusion;
        this.vetting = vetting;
    }

    /** What is looked up and made on the way in. */
    @ApplicationScoped
    static class Vetting {
        private final Grants grants;
        private final KeyRing keys;

        @Inject
        Vetting(Grants grants, KeyRing keys) {
            this.grants = grants;
            this.keys = keys;
        }

        Uni<Boolean> isEnded(SqlConnection tx, Flow.Subject subject) {
            return grants.isEnded(tx, subject.environmentId(), subject.accountId(), subject.generation());
        }

        Sealed sealed(Flow.Subject subject, Sensitive code) {
            return keys.refreshTokens().seal(code, subject.place(Flow.CODE));
        }
    }

    /** Whether this call consumed the flow, and the code must be presented now. */
    Uni<Boolean> consume(Flow flow, Sensitive code, String slot) {
        return Uni.createFrom().item(() -> vetting.sealed(flow.subject(), code)).chain(kept -> pool.withTransaction(
                        tx -> flows.lock(tx, flow.authorizationId())
                                .chain(now -> now.progress().consumed()
                                        ? Uni.createFrom().item(false)
                                        : vetting.isEnded(tx, now.subject())
                                                .chain(ended -> ended ? ended(tx, now) : write(tx, now, kept, slot))))
                .invoke(consumed -> after(flow, consumed)));
    }

    /** Ends the flow without sending anything, unless somebody consumed it. */
    Uni<Void> refuse(Flow flow, Failure failure) {
        return pool.withTransaction(tx -> flows.lock(tx, flow.authorizationId())
                        .chain(now -> now.progress().consumed()
                                ? Uni.createFrom().voidItem()
                                : conclusion.fail(tx, now, failure)))
                .invoke(conclusion::tell);
    }

    private Uni<Boolean> ended(SqlConnection tx, Flow flow) {
        return conclusion.fail(tx, flow, Failure.ENDED).replaceWith(false);
    }

    private Uni<Boolean> write(SqlConnection tx, Flow flow, Sealed code, String slot) {
        return flows.consume(tx, flow.authorizationId())
                .chain(() -> attempts.write(tx, flow, code, slot))
                .replaceWith(true);
    }

    private void after(Flow flow, boolean consumed) {
        if (consumed) {
            CrashPoint.CB1.reached(flow.authorizationId());
        } else {
            conclusion.tell();
        }
    }
}
