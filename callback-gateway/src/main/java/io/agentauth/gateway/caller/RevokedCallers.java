// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.caller;

import io.agentauth.gateway.callee.Callee;
import io.agentauth.gateway.callee.Callees;
import io.agentauth.problems.RequestId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** The keys revoked lately, asked for each second. While connection-service is away the last list stands. */
@ApplicationScoped
public class RevokedCallers {
    private static final long POLL_MILLIS = 1_000;

    private final Callees callees;
    private final Vertx vertx;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long timer;
    private volatile Set<String> keys = Set.of();

    @Inject
    RevokedCallers(Callees callees, Vertx vertx) {
        this.callees = callees;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent started) {
        timer = vertx.setPeriodic(0, POLL_MILLIS, tick -> poll());
    }

    void stop(@Observes ShutdownEvent stopping) {
        vertx.cancelTimer(timer);
    }

    /** Whether the key was revoked. */
    public boolean contains(String keyId) {
        return keys.contains(keyId);
    }

    private void poll() {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        callees.get(Callee.CONNECTION_SERVICE, "/internal/revocations", RequestId.next())
                .onSuccess(answer -> keys = answer.getJsonArray("keys").stream()
                        .map(String::valueOf)
                        .collect(Collectors.toUnmodifiableSet()))
                .onComplete(done -> asking.set(false));
    }
}
