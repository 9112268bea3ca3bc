// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.agentauth.database.Database;
import io.agentauth.identity.RefusedKey;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/** Puts the keys that asked for what they may not do into the trail. Nobody waits for it: the caller was refused already. */
@ApplicationScoped
class RecordRefusals {
    private static final Logger LOG = Logger.getLogger(RecordRefusals.class);

    private final Database database;
    private final Outbox outbox;

    @Inject
    RecordRefusals(Database database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    void refused(@Observes RefusedKey refused) {
        var _ = database.asWorker(tx -> outbox.append(tx, List.of(NewEvent.of(refused.event()))))
                .subscribe()
                .with(_ -> {}, failure -> LOG.warnf(failure, "The refusal of %s is not in the trail", refused.key()));
    }
}
