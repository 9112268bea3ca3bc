// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.refresher.Peers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A token endpoint that rotates, and that knows the truth: which token is alive, what was presented, and what overlapped. */
final class TruthfulProvider {
    /** What becomes of the old refresh token. */
    enum Rotating {
        /** It stays, and the answer has none. */
        NONE,
        /** It dies, nothing else does. */
        OLD_DIES,
        /** It dies, and whoever shows it kills the family. */
        FAMILY_DIES,
        /** It gives the same new pair again. */
        REPLAYS
    }

    /** How an answer is spoilt, after the provider has acted. */
    enum Spoilt {
        NOT,
        STATUS_500,
        RESET
    }

    /** One consent. */
    static final class Family {
        final String name;
        final Rotating rotating;
        final List<String> presented = new CopyOnWriteArrayList<>();
        volatile String current;
        volatile int issued = 1;
        volatile boolean dead;
        volatile int replays;
        volatile int overlaps;
        private int underWay;

        private Family(String name, Rotating rotating) {
            this.name = name;
            this.rotating = rotating;
            this.current = "rt-" + name + "-1";
        }

        private String access() {
            return "at-" + name + "-" + issued;
        }
    }

    final Map<String, Family> families = new ConcurrentHashMap<>();
    final List<String> revoked = new CopyOnWriteArrayList<>();
    final AtomicInteger spoil = new AtomicInteger();
    volatile Spoilt spoilt = Spoilt.NOT;
    volatile Duration latency = Duration.ZERO;
    /** Token requests wait here until it completes. */
    volatile CompletableFuture<Void> gate;

    volatile Duration life = Duration.ofHours(1);
    volatile JsonObject refusal;
    volatile int refusalStatus = 400;

    Family consent(String name, Rotating rotating) {
        Family family = new Family(name, rotating);
        families.put(name, family);
        return family;
    }

    void attach() {
        Peers.PROVIDER.put("/token", this::token);
        Peers.PROVIDER.put("/revoke", request -> {
            revoked.add(request.path());
            Peers.json(request, 200, new JsonObject());
        });
    }

    /** Presentations in all. */
    int presentations() {
        return families.values().stream()
                .mapToInt(family -> family.presented.size())
                .sum();
    }

    int overlaps() {
        return families.values().stream().mapToInt(family -> family.overlaps).sum();
    }

    int replays() {
        return families.values().stream().mapToInt(family -> family.replays).sum();
    }

    private void token(HttpServerRequest request) {
        String token = Peers.PRESENTED.getLast().form().get("refresh_token");
        Family family = families.get(token.split("-", -1)[1]);
        family.presented.add(token);
        if (family.underWay++ > 0) {
            family.overlaps++;
        }
        Context context = Vertx.currentContext();
        Runnable process = () -> process(request, token, family);
        CompletableFuture<Void> closed = gate;
        if (closed != null) {
            var _ = closed.thenRun(() -> context.runOnContext(_ -> process.run()));
        } else if (latency.isZero()) {
            process.run();
        } else {
            context.owner().setTimer(latency.toMillis(), _ -> process.run());
        }
    }

    private void process(HttpServerRequest request, String token, Family family) {
        family.underWay--;
        if (refusal != null) {
            Peers.json(request, refusalStatus, refusal);
            return;
        }
        boolean replayed = !token.equals(family.current);
        if (replayed) {
            family.replays++;
        }
        if (family.dead || (replayed && family.rotating != Rotating.REPLAYS)) {
            family.dead |= family.rotating == Rotating.FAMILY_DIES;
            Peers.json(request, 400, new JsonObject().put("error", "invalid_grant"));
            return;
        }
        if (!replayed) {
            family.issued++;
            if (family.rotating != Rotating.NONE) {
                family.current = "rt-" + family.name + "-" + family.issued;
            }
        }
        answer(request, family);
    }

    private void answer(HttpServerRequest request, Family family) {
        if (spoil.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            if (spoilt == Spoilt.STATUS_500) {
                Peers.json(request, 500, new JsonObject());
            } else {
                request.connection().close();
            }
            return;
        }
        JsonObject tokens = new JsonObject()
                .put("access_token", family.access())
                .put("token_type", "Bearer")
                .put("expires_in", life.toSeconds());
        if (family.rotating != Rotating.NONE) {
            tokens.put("refresh_token", family.current);
        }
        Peers.json(request, 200, tokens);
    }

    List<Family> consents(int count, Rotating rotating) {
        List<Family> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(consent("f" + i, rotating));
        }
        return made;
    }
}
