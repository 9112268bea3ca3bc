// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.refresher.Settings;
import io.agentauth.refresher.budget.SimulatedLine;
import io.agentauth.refresher.grant.Health;
import io.agentauth.refresher.grant.Renewability;
import io.agentauth.refresher.grant.Schedule;
import io.agentauth.refresher.renewal.LoadSimulation.Curve;
import io.agentauth.refresher.renewal.LoadSimulation.Scenario;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LoadSimulation} simulates, for tens of millions of accounts in seconds: accounts that are due in the same second are a number, and
 * only those that failed are anybody. Each renewal still draws its own place in the shipped {@link Schedule}, from a table of 4,096
 * places that the schedule itself has filled; {@link Ladder} and breaker are the shipped ones.
 */
final class CountedLoad {
    private static final int SPREAD =
            (int) Settings.shipped(RenewalConfig.class).spread().toSeconds();
    private static final int PLACES = 4_096;

    /** Accounts that are due together are told apart by the age of their tokens, in so many classes. */
    private static final int AGES = 8;

    private final Scenario scenario;
    private final SplittableRandom random;
    private final DoubleSupplier chance;
    private final int[] places = new int[PLACES];
    private final byte[] ages = new byte[PLACES];
    private final int[] oldest = new int[AGES];
    private final int[][] due;
    private final SimulatedLine[] lines;
    private final List<Deque<Cohort>> waiting = new ArrayList<>();
    private final long[] waits;
    private final List<List<Failing>> failing = new ArrayList<>();
    private final Map<Integer, List<Failing>> again = new HashMap<>();
    private int[] begun = new int[0];
    private long expired;
    private int outageFrom = Integer.MAX_VALUE;
    private int outageUntil = Integer.MAX_VALUE;

    /** So many who wait and whose tokens end then; {@code one} if it is somebody who failed before. */
    private static final class Cohort {
        private final int expiry;
        private final @Nullable Failing one;
        private int count;

        Cohort(int expiry, int count, @Nullable Failing one) {
            this.expiry = expiry;
            this.count = count;
            this.one = one;
        }
    }

    private static final class Failing {
        private final int connection;
        private final int expiry;
        private Health health = Health.HEALTHY;
        private int failures;
        private int dueAt;

        Failing(int connection, int expiry) {
            this.connection = connection;
            this.expiry = expiry;
        }
    }

    CountedLoad(Scenario scenario) {
        this.scenario = scenario;
        random = new SplittableRandom(scenario.seed());
        chance = random::nextDouble;
        lines = new SimulatedLine[scenario.connections()];
        Arrays.setAll(lines, _ -> new SimulatedLine());
        for (int i = 0; i < scenario.connections(); i++) {
            waiting.add(new ArrayDeque<>());
            failing.add(new ArrayList<>());
        }
        waits = new long[scenario.connections()];
        fillPlaces();
        // A ring of seconds, so long that nobody is put beyond its end: an import takes at most a life of the tokens.
        due = new int[2 * scenario.life()][AGES];
    }

    /** The shipped schedule at evenly spread chances. */
    private void fillPlaces() {
        for (int i = 0; i < PLACES; i++) {
            double at = (i + 0.5) / PLACES;
            places[i] = (int) Schedule.of(Duration.ofSeconds(scenario.life()), Renewability.PLAIN, () -> at)
                    .due()
                    .toSeconds();
        }
        int least = Arrays.stream(places).min().orElseThrow();
        int range = Arrays.stream(places).max().orElseThrow() - least + 1;
        for (int i = 0; i < PLACES; i++) {
            ages[i] = (byte) ((places[i] - least) * AGES / range);
            oldest[ages[i]] = Math.max(oldest[ages[i]], places[i]);
        }
    }

    /** Accounts were connected at any time: their tokens are of every age. */
    CountedLoad steady() {
        for (int account = 0; account < scenario.accounts(); account++) {
            int place = random.nextInt(PLACES);
            due[random.nextInt(places[place])][ages[place]]++;
        }
        return this;
    }

    /** All accounts were connected within the first {@code seconds}. */
    CountedLoad imported(int seconds) {
        if (seconds > scenario.life()) {
            throw new IllegalArgumentException("an import takes at most a life of the tokens");
        }
        for (int account = 0; account < scenario.accounts(); account++) {
            int place = random.nextInt(PLACES);
            due[(random.nextInt(seconds) + places[place]) % due.length][ages[place]]++;
        }
        return this;
    }

    /** Nothing of the provider answers in that time. */
    CountedLoad outage(int from, int until) {
        outageFrom = from;
        outageUntil = until;
        return this;
    }

    /** Runs that many seconds; {@code progress} hears of each hour that is done. */
    Curve run(int seconds, IntConsumer progress) {
        begun = new int[seconds];
        int[] late = new int[seconds];
        for (int now = 0; now < seconds; now++) {
            takeDue(now);
            sweep(now);
            late[now] = (int) Arrays.stream(waits).sum();
            if ((now + 1) % 3_600 == 0) {
                progress.accept((now + 1) / 3_600);
            }
        }
        return new Curve(begun, late, expired);
    }

    private void takeDue(int now) {
        int[] there = due[now % due.length];
        for (int age = 0; age < AGES; age++) {
            deal(there[age], now + scenario.life() - oldest[age], now + age);
            there[age] = 0;
        }
        List<Failing> back = again.remove(now);
        if (back != null) {
            back.stream()
                    .filter(one -> one.dueAt == now)
                    .forEach(one -> wait(one.connection, new Cohort(one.expiry, 1, one)));
        }
    }

    /** Evenly to the connections; who gets one more than others changes. */
    private void deal(int accounts, int expiry, int turn) {
        int each = accounts / lines.length;
        int more = accounts % lines.length;
        for (int i = 0; i < lines.length; i++) {
            int count = each + (i < more ? 1 : 0);
            if (count > 0) {
                wait((i + turn) % lines.length, new Cohort(expiry, count, null));
            }
        }
    }

    private void wait(int connection, Cohort cohort) {
        waiting.get(connection).add(cohort);
        waits[connection] += cohort.count;
    }

    /** An equal share to each connection that has some left, until nobody waits or the replicas are busy. */
    private void sweep(int now) {
        int left = scenario.perSecond();
        long[] room = new long[lines.length];
        Arrays.setAll(room, i -> Math.min(lines[i].room(now), waits[i]));
        int active = (int) Arrays.stream(room).filter(each -> each > 0).count();
        while (active > 0 && left > 0) {
            int share = Math.max(1, left / active);
            active = 0;
            for (int i = 0; i < lines.length && left > 0; i++) {
                int connection = (i + now) % lines.length;
                if (room[connection] > 0) {
                    int number = (int) Math.min(Math.min(share, room[connection]), left);
                    int presented = present(connection, number, now);
                    left -= presented;
                    room[connection] = Math.min(room[connection] - presented, lines[connection].room(now));
                    active += room[connection] > 0 ? 1 : 0;
                }
            }
        }
    }

    /** How many were presented: at most {@code number}, and one only while nothing answers. */
    private int present(int connection, int number, int now) {
        if (now >= outageFrom && now < outageUntil) {
            begun[now]++;
            lines[connection].troubled(now);
            fail(poll(connection), connection, now);
            return 1;
        }
        boolean healed = lines[connection].answered(now);
        for (int i = 0; i < number; i++) {
            Cohort cohort = poll(connection);
            expired += cohort.expiry < now ? 1 : 0;
            if (cohort.one != null) {
                cohort.one.failures = 0;
            }
            int place = random.nextInt(PLACES);
            due[(now + places[place]) % due.length][ages[place]]++;
        }
        begun[now] += number;
        if (healed) {
            spread(connection, now);
        }
        return number;
    }

    /** The first who waits. */
    private Cohort poll(int connection) {
        Cohort first = waiting.get(connection).element();
        if (--first.count == 0) {
            waiting.get(connection).remove();
        }
        waits[connection]--;
        return first;
    }

    private void fail(Cohort cohort, int connection, int now) {
        Failing one = cohort.one == null ? new Failing(connection, cohort.expiry) : cohort.one;
        Ladder.Rung rung = Ladder.next(one.health, one.failures, one.expiry > now, chance);
        one.failures = rung.failures();
        one.health = rung.health();
        failing.get(connection).add(one);
        if (rung.pause() != null) {
            schedule(one, now + (int) Math.max(1, rung.pause().toSeconds()));
        }
    }

    /** The first success brings the connection's other failing grants forward. */
    private void spread(int connection, int now) {
        for (Failing one : failing.get(connection)) {
            if (one.failures > 0 && one.dueAt > now + SPREAD) {
                schedule(one, now + 1 + (int) (chance.getAsDouble() * SPREAD));
            }
        }
        failing.get(connection).clear();
    }

    private void schedule(Failing one, int second) {
        one.dueAt = second;
        again.computeIfAbsent(second, _ -> new ArrayList<>()).add(one);
    }
}
