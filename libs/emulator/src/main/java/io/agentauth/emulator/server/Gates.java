// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import io.agentauth.emulator.switches.At;
import io.agentauth.emulator.switches.Of;
import io.agentauth.emulator.switches.Switchboard.Scope;
import io.agentauth.emulator.switches.Switches;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Where token requests wait: barriers, latency, and races. */
final class Gates {
    private static final Duration RACE = Duration.ofMillis(100);

    private final Vertx vertx;
    private final List<Held> held = new ArrayList<>();
    private final Map<String, List<Promise<Boolean>>> races = new HashMap<>();

    private record Held(Scope scope, Promise<Void> release) {}

    Gates(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Completes at once where nothing holds. */
    Future<Void> pass(Scope scope, Switches switches, At at, Of kind) {
        Switches.Barrier barrier = switches.barrier();
        Future<Void> released = barrier != null && barrier.holds(at, kind) ? hold(scope) : Future.succeededFuture();
        Switches.Latency latency = switches.latency();
        long wait = latency == null ? 0 : latency.at(at, kind);
        return wait == 0 ? released : released.compose(_ -> sleep(wait));
    }

    /** Of those that show the same token within a moment, one is told true: the third of four. */
    Future<Boolean> race(String hash) {
        Promise<Boolean> mine = Promise.promise();
        List<Promise<Boolean>> runners = races.computeIfAbsent(hash, _ -> {
            vertx.setTimer(RACE.toMillis(), _ -> decide(hash));
            return new ArrayList<>();
        });
        runners.add(mine);
        return mine.future();
    }

    /** Lets at most {@code count} of the scope's requests go on, the oldest first; says how many. */
    int release(Scope scope, int count) {
        List<Held> go = new ArrayList<>();
        Iterator<Held> waiting = held.iterator();
        while (waiting.hasNext() && go.size() < count) {
            Held one = waiting.next();
            if (fits(scope, one.scope())) {
                waiting.remove();
                go.add(one);
            }
        }
        go.forEach(one -> one.release().complete());
        return go.size();
    }

    int waiting(Scope scope) {
        return (int) held.stream().filter(one -> fits(scope, one.scope())).count();
    }

    private Future<Void> hold(Scope scope) {
        Promise<Void> release = Promise.promise();
        held.add(new Held(scope, release));
        return release.future();
    }

    private Future<Void> sleep(long ms) {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(ms, _ -> over.complete());
        return over.future();
    }

    private void decide(String hash) {
        List<Promise<Boolean>> runners = races.remove(hash);
        if (runners != null) {
            int winner = runners.size() / 2;
            for (int i = 0; i < runners.size(); i++) {
                runners.get(i).complete(i == winner);
            }
        }
    }

    private static boolean fits(Scope wanted, Scope actual) {
        return (wanted.provider().isEmpty() || wanted.provider().equals(actual.provider()))
                && (wanted.client().isEmpty() || wanted.client().equals(actual.client()));
    }
}
