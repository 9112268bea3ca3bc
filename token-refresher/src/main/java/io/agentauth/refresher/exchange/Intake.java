// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.ids.AuthorizationId;
import io.agentauth.refresher.CrashPoint;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.flow.Flows;
import io.agentauth.refresher.grant.Grants;
import io.agentauth.refresher.grant.TokenHash;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Optional;

/**
 * The one transaction that takes a callback: of any number that come at once, one consumes the flow and writes the attempt. Where the application
 * confirms who consented, one keeps the code, and of any number of confirmations one writes the attempt.
 */
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

        TokenHash hash(Sensitive token) {
            return new TokenHash(keys.hashes().hash(TokenHash.WHAT, token));
        }

        Sensitive opened(Flow.Subject subject, Sealed code) {
            return keys.refreshTokens().open(code, subject.place(Flow.CODE));
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

    /** The same for a token that was obtained elsewhere, unless the account's grant came of it: then the flow ends, and nothing is presented. */
    Uni<Boolean> consumeBrought(Flow flow, Sensitive token, String slot) {
        return Uni.createFrom()
                .item(() -> vetting.sealed(flow.subject(), token))
                .chain(kept -> pool.withTransaction(tx -> flows.lock(tx, flow.authorizationId())
                                .chain(now -> now.progress().consumed()
                                        ? Uni.createFrom().item(false)
                                        : vetting.isEnded(tx, now.subject())
                                                .chain(ended -> ended
                                                        ? ended(tx, now)
                                                        : writeBrought(tx, now, kept, vetting.hash(token), slot))))
                        .invoke(consumed -> after(flow, consumed)));
    }

    /** Consumes the flow, unless somebody did, and keeps the code sealed until the application has said who it was. */
    Uni<Void> park(Flow flow, Sensitive code, URI tokenEndpoint) {
        return Uni.createFrom()
                .item(() -> new Flow.Parked(vetting.sealed(flow.subject(), code), tokenEndpoint, false))
                .chain(parked -> pool.withTransaction(tx -> flows.lock(tx, flow.authorizationId())
                        .chain(now -> park(tx, now.telling(flow.facts()), parked))))
                .invoke(conclusion::tell);
    }

    /** The code that waited, and must be presented now; empty where none waits any more. */
    Uni<Optional<Sensitive>> release(AuthorizationId id, String slot) {
        return pool.withTransaction(tx -> flows.lock(tx, id).chain(now -> release(tx, now, slot)))
                .invoke(code -> code.ifPresentOrElse(_ -> CrashPoint.CB2.reached(id), conclusion::tell));
    }

    /** Throws the code away that waits, where one does, and ends the flow. */
    Uni<Void> throwAway(AuthorizationId id, Failure why) {
        return pool.withTransaction(tx -> flows.lock(tx, id)
                        .chain(now -> now.isParked()
                                ? conclusion.fail(tx, now, why)
                                : Uni.createFrom().voidItem()))
                .invoke(conclusion::tell);
    }

    /** Ends the flow without sending anything, unless somebody consumed it. */
    Uni<Void> refuse(Flow flow, Failure failure) {
        return pool.withTransaction(tx -> flows.lock(tx, flow.authorizationId())
                        .chain(now -> now.progress().consumed()
                                ? Uni.createFrom().voidItem()
                                : conclusion.fail(tx, now, failure)))
                .invoke(conclusion::tell);
    }

    private Uni<Void> park(SqlConnection tx, Flow now, Flow.Parked parked) {
        return now.progress().consumed()
                ? Uni.createFrom().voidItem()
                : vetting.isEnded(tx, now.subject())
                        .chain(ended -> ended
                                ? conclusion.fail(tx, now, Failure.ENDED)
                                : flows.park(tx, now.authorizationId(), parked, now.facts()));
    }

    private Uni<Optional<Sensitive>> release(SqlConnection tx, Flow now, String slot) {
        Flow.Parked parked = now.verification().parked();
        if (parked == null || !now.isParked()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return parked.lapsed()
                ? conclusion.fail(tx, now, Failure.UNCONFIRMED).replaceWith(Optional.empty())
                : vetting.isEnded(tx, now.subject())
                        .chain(ended -> ended
                                ? conclusion.fail(tx, now, Failure.ENDED).replaceWith(Optional.empty())
                                : present(tx, now, parked.code(), slot));
    }

    private Uni<Optional<Sensitive>> present(SqlConnection tx, Flow now, Sealed code, String slot) {
        return Uni.createFrom()
                .item(() -> Optional.of(vetting.opened(now.subject(), code)))
                .call(() -> flows.release(tx, now.authorizationId()))
                .call(() -> attempts.write(tx, now, code, slot));
    }

    private Uni<Boolean> ended(SqlConnection tx, Flow flow) {
        return conclusion.fail(tx, flow, Failure.ENDED).replaceWith(false);
    }

    private Uni<Boolean> write(SqlConnection tx, Flow flow, Sealed code, String slot) {
        return flows.consume(tx, flow.authorizationId())
                .chain(() -> attempts.write(tx, flow, code, slot))
                .replaceWith(true);
    }

    private Uni<Boolean> writeBrought(SqlConnection tx, Flow flow, Sealed token, TokenHash hash, String slot) {
        return attempts.broughtBefore(tx, flow.subject(), hash)
                .chain(before -> before.isPresent()
                        ? conclusion.fail(tx, flow, before.get()).replaceWith(false)
                        : flows.consume(tx, flow.authorizationId())
                                .chain(() -> attempts.write(tx, flow, token, hash, slot))
                                .replaceWith(true));
    }

    private void after(Flow flow, boolean consumed) {
        if (consumed) {
            CrashPoint.CB1.reached(flow.authorizationId());
        } else {
            conclusion.tell();
        }
    }
}
