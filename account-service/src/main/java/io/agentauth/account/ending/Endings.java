// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.ending;

import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** Writes endings down, and tells token-refresher, whose answer is the receipt. */
@ApplicationScoped
public class Endings {
    private static final Logger LOG = Logger.getLogger(Endings.class);

    private final EndingStore store;
    private final ServiceCalls calls;
    private final EndingConfig config;

    private final Counter told;
    private final Counter untold;

    @Inject
    Endings(EndingStore store, ServiceCalls calls, EndingConfig config, MeterRegistry metrics) {
        this.store = store;
        this.calls = calls;
        this.config = config;
        told = metrics.counter("agentauth.endings", "result", "told");
        untold = metrics.counter("agentauth.endings", "result", "failed");
    }

    private record Asked(
            EnvironmentId environmentId,
            AccountId accountId,
            ConnectionId connectionId,
            long upToGeneration,
            boolean revoke) {}

    private record Answer(List<Receipt> receipts) {}

    /** Writes an ending down in the transaction of the change. To be followed by {@link #tell} after the commit; if that fails, the sweeper tells. */
    public Uni<Void> note(SqlConnection tx, Ending ending) {
        return store.note(tx, List.of(ending), config.within());
    }

    /** Writes many down, all for the sweeper to tell. */
    public Uni<Void> note(SqlConnection tx, List<Ending> endings) {
        return endings.isEmpty() ? Uni.createFrom().voidItem() : store.note(tx, endings, Duration.ZERO);
    }

    /** Tells now. Never fails: what could not be told has a pending receipt for {@code slot}. */
    public Uni<List<Receipt>> tell(Ending ending, String slot) {
        return deliver(ending).onFailure().recoverWithItem(List.of(Receipt.pending(slot)));
    }

    /** Tells, and forgets what was told. */
    Uni<List<Receipt>> deliver(Ending ending) {
        return calls.post(
                        ServiceName.TOKEN_REFRESHER,
                        "/internal/grants/end",
                        new Asked(
                                ending.environmentId(),
                                ending.accountId(),
                                ending.connectionId(),
                                ending.upToGeneration(),
                                true),
                        Answer.class,
                        config.within())
                .invoke(_ -> told.increment())
                .onFailure()
                .invoke(_ -> untold.increment())
                // The note stays if this fails: told twice is told once.
                .call(_ -> store.told(ending)
                        .onFailure()
                        .invoke(Endings::later)
                        .onFailure()
                        .recoverWithNull())
                .map(Answer::receipts);
    }

    /** Takes what is due and tells it, a few at once, so that a slow provider does not hold up the others. What fails comes again. */
    Uni<Void> sweep() {
        return store.take().chain(this::deliverAll);
    }

    private Uni<Void> deliverAll(List<Ending> due) {
        return due.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join()
                        .all(due.stream()
                                .map(ending -> deliver(ending).onFailure().recoverWithItem(List.of()))
                                .toList())
                        .usingConcurrencyOf(config.concurrency())
                        .andFailFast()
                        .replaceWithVoid();
    }

    private static void later(Throwable failure) {
        LOG.warnf("An ending will be told again: %s", failure.getClass().getSimpleName());
    }
}
