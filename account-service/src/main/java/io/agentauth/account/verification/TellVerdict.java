// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import io.agentauth.account.credential.ParkedCredentials;
import io.agentauth.account.verification.Pending.Subject;
import io.agentauth.account.verification.VerificationStore.Due;
import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Tells what the application said to whoever waits for it: token-refresher, which has a code, or what was entered here. Whoever decided tells it
 * after the commit, and the sweeper what could not be told then. Told twice is told once.
 */
@ApplicationScoped
class TellVerdict {
    private static final Logger LOG = Logger.getLogger(TellVerdict.class);

    private final VerificationStore store;
    private final ServiceCalls calls;
    private final Migration migration;
    private final VerificationConfig config;
    private final ParkedCredentials parked;

    @Inject
    TellVerdict(
            VerificationStore store,
            ServiceCalls calls,
            Migration migration,
            VerificationConfig config,
            ParkedCredentials parked) {
        this.store = store;
        this.calls = calls;
        this.migration = migration;
        this.config = config;
        this.parked = parked;
    }

    private record Word(
            EnvironmentId environmentId,
            AccountId accountId,
            AuthorizationId authorizationId,
            ConnectionId connectionId,
            long generation,
            boolean confirmed) {
        static Word of(Subject subject, boolean confirmed) {
            return new Word(
                    subject.environmentId(),
                    subject.accountId(),
                    subject.authorizationId(),
                    subject.connectionId(),
                    subject.generation(),
                    confirmed);
        }
    }

    private record Answer(String outcome) {}

    /** Tells now, and waits for what comes of it, within limits. Never fails: what could not be told is told later. */
    Uni<Void> tell(Subject subject, boolean confirmed) {
        return parked.settle(subject.authorizationId(), confirmed)
                .chain(settled -> settled ? Uni.createFrom().voidItem() : tellRefresher(subject, confirmed))
                .chain(_ -> store.told(subject.authorizationId()))
                .onFailure()
                .invoke(failure -> LOG.infof(
                        "%s: what the application said is told later: %s",
                        subject.authorizationId(), failure.getClass().getSimpleName()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> tellRefresher(Subject subject, boolean confirmed) {
        return calls.post(
                        ServiceName.TOKEN_REFRESHER,
                        "/internal/flows/confirm",
                        Word.of(subject, confirmed),
                        Answer.class,
                        config.within())
                .replaceWithVoid();
    }

    @Scheduled(
            every = "${agent-auth.verification.sweep-every:1s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return migration.isDone()
                ? store.take()
                        .chain(this::tellAll)
                        .onFailure()
                        .invoke(failure -> LOG.warnf(
                                "Verdicts cannot be swept now: %s",
                                failure.getClass().getSimpleName()))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> tellAll(List<Due> due) {
        return due.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join()
                        .all(due.stream()
                                .map(one -> tell(one.subject(), one.confirmed()))
                                .toList())
                        .andFailFast()
                        .replaceWithVoid();
    }
}
