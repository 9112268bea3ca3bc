// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.revocation;

import io.agentauth.database.Migration;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.refresher.grant.Grants;
import io.agentauth.refresher.pace.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/**
 * Ends every generation of an account up to a number: committed first, so that whatever is in flight has lost; then revoked at the provider,
 * as far as that works while the caller waits. The sweep does the rest.
 */
@ApplicationScoped
class EndGrants {
    private static final int SWEEP = 20;

    private final Grants grants;
    private final RevocationStore store;
    private final Revoke revoke;
    private final RevocationConfig config;
    private final Loop sweep;

    @Inject
    EndGrants(Grants grants, RevocationStore store, Revoke revoke, RevocationConfig config, Vertx vertx) {
        this.grants = grants;
        this.store = store;
        this.revoke = revoke;
        this.config = config;
        this.sweep = new Loop(vertx, "revoke", config.sweepEvery(), this::turn);
    }

    void start(@Observes StartupEvent event, Migration migration) {
        sweep.startAfter(migration.whenDone());
    }

    void stop(@Observes ShutdownEvent event) {
        sweep.stop();
    }

    /** Ends them and says what became of each. It may be repeated: the receipts are then as of now. */
    Uni<List<Receipt>> end(EnvironmentId environment, AccountId account, long upTo) {
        return store.inTransaction(tx -> grants.end(tx, environment, account, upTo, config.answerMax()))
                .chain(() -> store.claimOf(environment, account, upTo))
                .chain(doomed -> all(doomed, config.answerMax(), inTurnWithin()))
                .chain(() -> store.receipts(environment, account, upTo));
    }

    /** Waits for no connection's turn, which would hold up those of all others. */
    private Uni<Loop.Found> turn() {
        if (!revoke.isPossible()) {
            return Uni.createFrom().item(Loop.Found.ENOUGH);
        }
        return store.claimDue(SWEEP)
                .call(doomed -> all(doomed, config.quietAnswerMax(), Duration.ZERO))
                .map(doomed -> doomed.size() < SWEEP ? Loop.Found.ENOUGH : Loop.Found.MORE);
    }

    /** Somebody waits: for the connection's turn too, as long as that leaves the provider a third of the time. */
    private Duration inTurnWithin() {
        return config.answerMax().multipliedBy(2).dividedBy(3);
    }

    private Uni<Void> all(List<Doomed> doomed, Duration within, Duration inTurnWithin) {
        return doomed.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join()
                        .all(doomed.stream()
                                .map(one -> revoke.revoke(one, within, inTurnWithin))
                                .toList())
                        .andCollectFailures()
                        .replaceWithVoid();
    }
}
