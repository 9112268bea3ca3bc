// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.device;

import io.agentauth.database.Migration;
import io.agentauth.refresher.device.DeviceCodes.Turn;
import io.agentauth.refresher.exchange.Flights;
import io.agentauth.refresher.pace.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Looks whose turn it is. A provider that takes its time keeps nobody else waiting: what was begun goes on beside. */
@ApplicationScoped
class DevicePolls {
    private static final int STOP_FIRST = 100;
    private static final Duration TURN_MAX = Duration.ofSeconds(10);

    private final DeviceCodes codes;
    private final PollDevice poll;
    private final Flights flights;
    private final DeviceConfig config;
    private final Loop loop;
    private final AtomicInteger underWay = new AtomicInteger();

    @Inject
    DevicePolls(DeviceCodes codes, PollDevice poll, Flights flights, Vertx vertx, DeviceConfig config) {
        this.codes = codes;
        this.poll = poll;
        this.flights = flights;
        this.config = config;
        this.loop = new Loop(vertx, "device codes", config.lookEvery(), this::turn);
    }

    void start(@Observes StartupEvent event, Migration migration) {
        loop.startAfter(migration.whenDone());
    }

    /** Before {@link Flights} looks what it has to wait for: whatever was claimed is among it then. */
    void stop(@Observes @Priority(STOP_FIRST) ShutdownEvent event) throws InterruptedException {
        loop.stopAndWait(TURN_MAX);
    }

    Uni<Loop.Found> turn() {
        int room = config.underWayMax() - underWay.get();
        return room <= 0 || !poll.isPossible()
                ? Uni.createFrom().item(Loop.Found.ENOUGH)
                : codes.claim(room).invoke(this::launch).replaceWith(Loop.Found.ENOUGH);
    }

    private void launch(List<Turn> turns) {
        turns.forEach(turn -> {
            underWay.incrementAndGet();
            flights.launch(turn.id(), poll.poll(turn).onTermination().invoke(underWay::decrementAndGet));
        });
    }
}
