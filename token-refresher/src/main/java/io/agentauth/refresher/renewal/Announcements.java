// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.events.PublishedEvent;
import io.agentauth.events.TokenExpiring;
import io.agentauth.events.Topic;
import io.agentauth.outbox.EventSubscriber;
import io.agentauth.refresher.grant.Claims;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Hears account-service announce that tokens are due. Only a hint (rule R2): what gets lost here is found by the sweep. */
@ApplicationScoped
class Announcements implements EventSubscriber {
    private static final Logger LOG = Logger.getLogger(Announcements.class);

    private final Sweeper sweeper;

    @Inject
    Announcements(Sweeper sweeper) {
        this.sweeper = sweeper;
    }

    @Override
    public String consumer() {
        return "token-refresher.renewal";
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(Topic.ACCOUNTS);
    }

    @Override
    public Uni<Void> receive(List<PublishedEvent> events) {
        Map<Claims.Hint, Flights.Asked> hints = new HashMap<>();
        for (PublishedEvent published : events) {
            if (published.data() instanceof TokenExpiring due) {
                hints.put(
                        new Claims.Hint(due.accountId(), due.slot(), due.generation(), due.version()),
                        new Flights.Asked("expiring", published.id()));
            }
        }
        return sweeper.announced(hints)
                .onFailure()
                .invoke(failure -> LOG.debugf("%d announcements are left to the sweep", hints.size()))
                .onFailure()
                .recoverWithNull();
    }
}
