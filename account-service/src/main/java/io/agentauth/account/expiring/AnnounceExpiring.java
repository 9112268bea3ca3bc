// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.expiring;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Announces {@code TokenExpiring}, once a version, at the stored time. The event is a hint: what is lost here, token-refresher's sweeper finds.
 * Every replica looks; a token is taken by one of them.
 */
@ApplicationScoped
class AnnounceExpiring {
    private final Announcements announcements;
    private final DueStore store;

    @Inject
    AnnounceExpiring(Announcements announcements, DueStore store) {
        this.announcements = announcements;
        this.store = store;
    }

    @Scheduled(every = "${agent-auth.expiring.every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return announcements.look(store::claim, "Tokens that are due");
    }
}
