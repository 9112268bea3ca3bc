// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.event;

import io.agentauth.events.ApiKeyRefused;
import io.agentauth.events.PublishedEvent;
import io.agentauth.identity.RefusedKey;
import io.agentauth.ids.EventId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Puts the keys that asked for what they may not do into the log, and so into the trail: at once, and not by Kafka, where this service writes
 * nothing about environments. Nobody waits for it: the caller was refused already.
 */
@ApplicationScoped
class RecordRefusals {
    private static final Logger LOG = Logger.getLogger(RecordRefusals.class);
    private static final String SOURCE = "/agent-auth/account-service";

    private final EventLogStore log;

    @Inject
    RecordRefusals(EventLogStore log) {
        this.log = log;
    }

    void refused(@Observes RefusedKey refused) {
        var _ = log.append(List.of(published(refused.event())))
                .subscribe()
                .with(_ -> {}, failure -> LOG.warnf(failure, "The refusal of %s is not in the trail", refused.key()));
    }

    /** Its sequence orders and does not count. */
    private static PublishedEvent published(ApiKeyRefused event) {
        Instant now = Instant.now();
        return new PublishedEvent(EventId.next(), now, SOURCE, event.key(), now.toEpochMilli(), null, event);
    }
}
