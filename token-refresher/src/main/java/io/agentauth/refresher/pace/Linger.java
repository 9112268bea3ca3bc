// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.pace;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Lets items wait a moment for company, so that what costs the same for one and for hundreds is paid once: a set leaves when it is full or
 * when its first item has waited long enough. While earlier sets are under way the queue grows, and so does the next set.
 *
 * @param <T> an item
 */
public final class Linger<T> {
    private static final Logger LOG = Logger.getLogger(Linger.class);

    /**
     * How sets are made.
     *
     * @param linger how long an item waits for company at most
     * @param itemsMax how many leave together
     * @param setsMax how many sets are under way at once
     */
    public record Limits(Duration linger, int itemsMax, int setsMax) {}

    private final Vertx vertx;
    private final Limits limits;
    private final Function<List<T>, Uni<Void>> take;
    private final Queue<T> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean timed;

    /** {@code take} is given each set, and deals with its failures itself: one that reaches this class is only logged. */
    public Linger(Vertx vertx, Limits limits, Function<List<T>, Uni<Void>> take) {
        this.vertx = vertx;
        this.limits = limits;
        this.take = take;
    }

    /** Adds one item. */
    public void add(T item) {
        addAll(List.of(item));
    }

    /** Adds items. */
    public void addAll(Collection<T> items) {
        List<List<T>> sets;
        synchronized (this) {
            waiting.addAll(items);
            sets = fullSets();
            time();
        }
        sets.forEach(this::begin);
    }

    /** How many wait. */
    public synchronized int size() {
        return waiting.size();
    }

    private void time() {
        if (!timed && !waiting.isEmpty() && underWay < limits.setsMax()) {
            timed = true;
            vertx.setTimer(Math.max(1, limits.linger().toMillis()), _ -> due());
        }
    }

    private void due() {
        List<List<T>> sets;
        synchronized (this) {
            timed = false;
            sets = fullSets();
            if (!waiting.isEmpty() && underWay < limits.setsMax()) {
                sets.add(set());
            }
        }
        sets.forEach(this::begin);
    }

    private List<List<T>> fullSets() {
        List<List<T>> sets = new ArrayList<>();
        while (waiting.size() >= limits.itemsMax() && underWay < limits.setsMax()) {
            sets.add(set());
        }
        return sets;
    }

    private List<T> set() {
        underWay++;
        List<T> set = new ArrayList<>(Math.min(waiting.size(), limits.itemsMax()));
        while (set.size() < limits.itemsMax() && !waiting.isEmpty()) {
            set.add(waiting.remove());
        }
        return set;
    }

    private void begin(List<T> set) {
        Uni.createFrom().deferred(() -> take.apply(set)).subscribe().with(_ -> ended(), failure -> {
            LOG.error("a set was lost", failure);
            ended();
        });
    }

    private void ended() {
        List<List<T>> sets;
        synchronized (this) {
            underWay--;
            sets = fullSets();
            time();
        }
        sets.forEach(this::begin);
    }
}
