// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.budget;

import io.agentauth.ids.ConnectionId;
import io.agentauth.refresher.grant.Claims.Room;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Who may ask its provider now, how many at once, and who has to wait for how long (rule R15). Safe for use by many threads. */
@ApplicationScoped
public class Budgets {
    private static final int LEDGERS_MAX = 10_000;

    private final BudgetConfig config;
    private final Blockades blockades;
    private final SharedBuckets shared;
    private final Map<ConnectionId, Ledger> ledgers = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean crowded;
    /** What this process was told itself: a read that began before it was stored must not forget it. */
    private final Map<ConnectionId, Long> toldUntil = new ConcurrentHashMap<>();

    private volatile Map<ConnectionId, Long> blockedUntil = Map.of();

    @Inject
    Budgets(BudgetConfig config, Blockades blockades, SharedBuckets shared) {
        this.config = config;
        this.blockades = blockades;
        this.shared = shared;
    }

    /** How much this process may claim now, {@code most} at most. */
    public Room room(int most) {
        long now = System.nanoTime();
        List<ConnectionId> except = new ArrayList<>();
        int each = config.underWayEach() / 2;
        boolean crowd = false;
        for (Map.Entry<ConnectionId, Ledger> entry : ledgers.entrySet()) {
            Ledger ledger = entry.getValue();
            boolean full = ledger.underWay() >= (ledger.halfOpen(now) ? 1 : config.underWayEach() - each);
            crowd |= full;
            if (full || ledger.openFor(now).isPositive()) {
                except.add(entry.getKey());
            }
        }
        blockedUntil.forEach((connection, until) -> {
            if (until - now > 0) {
                except.add(connection);
            }
        });
        int total = Math.max(0, Math.min(most, config.underWayMax() - underWay.get()));
        crowded = crowd || total < most;
        return new Room(total, each, except);
    }

    /** How long the connection has to wait before it may ask at all: zero if not. */
    public Duration blockedFor(ConnectionId connection) {
        Duration limited = limitedFor(connection);
        Ledger ledger = ledgers.get(connection);
        Duration open = ledger == null ? Duration.ZERO : ledger.openFor(System.nanoTime());
        return limited.compareTo(open) > 0 ? limited : open;
    }

    /** For how long the provider itself asked to be left in peace. */
    public Duration limitedFor(ConnectionId connection) {
        long now = System.nanoTime();
        Long until = blockedUntil.get(connection);
        return until == null || until - now <= 0 ? Duration.ZERO : Duration.ofNanos(until - now);
    }

    /** Those who have to wait for more than {@code atLeast}, and for how long. */
    public Map<ConnectionId, Duration> blocked(Duration atLeast) {
        long now = System.nanoTime();
        Map<ConnectionId, Duration> blocked = new HashMap<>();
        blockedUntil.forEach((connection, until) -> {
            if (until - now > atLeast.toNanos()) {
                blocked.put(connection, Duration.ofNanos(until - now));
            }
        });
        return blocked;
    }

    /** Counts a request in; {@link #leave} counts it out. */
    public void enter(ConnectionId connection) {
        underWay.incrementAndGet();
        ledger(connection).enter();
    }

    /** The other end of {@link #enter}. */
    public void leave(ConnectionId connection) {
        underWay.decrementAndGet();
        ledger(connection).leave();
    }

    /** How many requests of this process are under way. */
    public int underWay() {
        return underWay.get();
    }

    /** Whether the last {@link #room} left something out for want of room. */
    public boolean isCrowded() {
        return crowded;
    }

    /** Whether there is room again after a crowd: much of it, so that the next claim is a set. */
    public boolean hasRoomFor(ConnectionId connection) {
        return underWay.get() * 2 <= config.underWayMax() && ledger(connection).underWay() * 4 <= config.underWayEach();
    }

    /**
     * Takes a place in the connection's line and says how long to wait for it.
     *
     * @param most where the wait is longer, no place is taken: whoever does not wait so long does not hold up the others
     */
    public Uni<Duration> reserve(ConnectionId connection, int perSecond, Duration most) {
        Ledger ledger = ledger(connection);
        if (ledger.halfOpen(System.nanoTime()) && ledger.underWay() > 1) {
            return Uni.createFrom().item(config.breakerFirst());
        }
        if (perSecond >= config.perSecond()) {
            return Uni.createFrom().item(ledger.reserve(System.nanoTime(), config.perSecond(), most));
        }
        double share = (double) perSecond / config.replicas();
        return shared.reserve(connection, perSecond, most)
                .map(wait -> wait.orElseGet(() -> ledger.reserve(System.nanoTime(), share, most)));
    }

    /**
     * When whoever got no place comes back, from now on: as the rate allows, one after the other; up to a minute, and then by chance within
     * the later half of it.
     *
     * @param wait what {@link #reserve} said
     */
    public Duration comeBack(ConnectionId connection, int perSecond, Duration wait) {
        Duration back = ledger(connection).comeBack(System.nanoTime(), perSecond, wait);
        return back.compareTo(Ledger.FAR) < 0
                ? back
                : Ledger.FAR.minusMillis(ThreadLocalRandom.current().nextLong(Ledger.FAR.toMillis() / 2));
    }

    /**
     * The same for a call beside renewals, which only waits where the connection's application says a rate.
     *
     * @param perSecond what it says, if it does
     * @param most where the wait is longer, no place is taken
     */
    public Uni<Duration> reserveIfSaid(ConnectionId connection, OptionalInt perSecond, Duration most) {
        return perSecond.isEmpty()
                ? Uni.createFrom().item(Duration.ZERO)
                : reserve(connection, Math.min(config.perSecond(), perSecond.getAsInt()), most);
    }

    /** The rate of a connection that says nothing. */
    public int usualPerSecond() {
        return config.perSecond();
    }

    /** The provider answered. */
    public void answered(ConnectionId connection) {
        ledger(connection).answered();
    }

    /** The provider did not answer, or not in its right mind. */
    public void troubled(ConnectionId connection) {
        ledger(connection).troubled(System.nanoTime(), config);
    }

    /** Keeps to what the provider asked for, on every replica; returns how long that is. */
    public Uni<Duration> limit(ConnectionId connection, Duration retryAfter) {
        Duration wait = retryAfter.compareTo(config.retryAfterMax()) > 0 ? config.retryAfterMax() : retryAfter;
        toldUntil.merge(connection, System.nanoTime() + wait.toNanos(), Math::max);
        block(blockedUntil);
        return blockades.limit(connection, wait).replaceWith(wait);
    }

    /** Reads what the other replicas learnt. */
    public Uni<Void> refresh() {
        long now = System.nanoTime();
        return blockades
                .read()
                .invoke(blocked -> {
                    Map<ConnectionId, Long> until = new HashMap<>();
                    blocked.forEach((connection, wait) -> until.put(connection, now + wait.toNanos()));
                    toldUntil.values().removeIf(told -> told - now <= 0);
                    block(until);
                    if (ledgers.size() > LEDGERS_MAX) {
                        ledgers.values().removeIf(ledger -> ledger.idle(now));
                    }
                })
                .replaceWithVoid();
    }

    /** By {@code others} and by what this process was told. */
    private synchronized void block(Map<ConnectionId, Long> others) {
        Map<ConnectionId, Long> until = new HashMap<>(others);
        toldUntil.forEach((connection, told) -> until.merge(connection, told, Math::max));
        blockedUntil = until;
    }

    private Ledger ledger(ConnectionId connection) {
        return ledgers.computeIfAbsent(connection, _ -> new Ledger());
    }
}
