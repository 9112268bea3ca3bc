// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.connection;

import io.agentauth.ids.ConnectionId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Copies in memory for a moment: renewals of one connection come by the hundred. */
@ApplicationScoped
class RememberedCopies {
    private final ConnectionConfig config;
    private final Map<ConnectionId, Remembered> copies = new ConcurrentHashMap<>();

    @Inject
    RememberedCopies(ConnectionConfig config) {
        this.config = config;
    }

    private record Remembered(ConnectionCopy copy, long untilNanos) {}

    Optional<ConnectionCopy> find(ConnectionId id) {
        return Optional.ofNullable(copies.get(id))
                .filter(one -> one.untilNanos() - System.nanoTime() > 0)
                .map(Remembered::copy);
    }

    void put(ConnectionCopy copy) {
        if (copies.size() >= config.rememberedMax()) {
            copies.clear();
        }
        long until = System.nanoTime() + config.rememberedFor().toNanos();
        copies.put(copy.connectionId(), new Remembered(copy, until));
    }

    void forget(ConnectionId id) {
        copies.remove(id);
    }
}
