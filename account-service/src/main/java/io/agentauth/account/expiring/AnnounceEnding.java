// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.expiring;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Announces {@code AccountExpiring}, once a consent, ahead of the day on which no renewal helps any more. Every replica looks; a grant is taken by
 * one of them.
 */
@ApplicationScoped
class AnnounceEnding {
    private final Announcements announcements;
    private final EndingStore store;

    @Inject
    AnnounceEnding(Announcements announcements, EndingStore store) {
        this.announcements = announcements;
        this.store = store;
    }

    @Scheduled(
            every = "${agent-auth.expiring.endings-every:30s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return announcements.look(store::claim, "Grants that end soon");
    }

    Uni<Integer> announce() {
        return announcements.announce(store::claim);
    }
}
