// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.refresher.Settings;
import io.agentauth.refresher.budget.SimulatedLine;
import io.agentauth.refresher.grant.Health;
import io.agentauth.refresher.grant.Renewability;
import io.agentauth.refresher.grant.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * How many renewals begin when, for any number of accounts, second by second and the same for the same seed. When an account is due, when it
 * is tried again and how long a connection is left in peace say the shipped {@link Schedule}, {@link Ladder} and breaker; the sweep (the longest
 * waiting first, fairly among connections, no more a second than the replicas can) and the move after an outage (rule R17) are modelled.
 */
final class LoadSimulation {
    private static final int SPREAD =
            (int) Settings.shipped(RenewalConfig.class).spread().toSeconds();
    private static final int NOT_SCHEDULED = -1;

    /**
     * What is simulated.
     *
     * @param accounts how many, dealt evenly to {@code connections}
     * @param life of every access token, in seconds
     * @param perSecond how many renewals all replicas manage
     */
    record Scenario(int accounts, int connections, int life, int perSecond, long seed) {}

    private final Scenario scenario;
    private final DoubleSupplier chance;
    private final SimulatedLine[] lines;
    private final List<List<Integer>> failing = new ArrayList<>();
    private final Waiting waiting;
    private final int[] dueAt;
    private final int[] expiresAt;
    private final byte[] failures;
    private final byte[] health;
    private final Calendar calendar;
    private int[] begun = new int[0];
    private long expired;
    private int outageFrom = Integer.MAX_VALUE;
    private int outageUntil = Integer.MAX_VALUE;

    LoadSimulation(Scenario scenario, int horizon) {
        this.scenario = scenario;
        SplittableRandom random = new SplittableRandom(scenario.seed());
        this.chance = random::nextDouble;
        lines = new SimulatedLine[scenario.connections()];
        Arrays.setAll(lines, _ -> new SimulatedLine());
        for (int i = 0; i < scenario.connections(); i++) {
            failing.add(new ArrayList<>());
        }
        dueAt = new int[scenario.accounts()];
        expiresAt = new int[scenario.accounts()];
        failures = new byte[scenario.accounts()];
        health = new byte[scenario.accounts()];
        calendar = new Calendar(horizon);
        waiting = new Waiting(scenario.accounts(), scenario.connections());
    }

    /** Accounts were connected at any time: their tokens are of every age. */
    LoadSimulation steady() {
        for (int account = 0; account < scenario.accounts(); account++) {
            Schedule schedule = next();
            received(account, -(int) (chance.getAsDouble() * seconds(schedule)), schedule);
        }
        return this;
    }

    /** All accounts were connected within the first {@code seconds}. */
    LoadSimulation imported(int seconds) {
        for (int account = 0; account < scenario.accounts(); account++) {
            received(account, (int) (chance.getAsDouble() * seconds), next());
        }
        return this;
    }

    /** Nothing of the provider answers in that time. */
    LoadSimulation outage(int from, int until) {
        outageFrom = from;
        outageUntil = until;
        return this;
    }

    /** Runs that many seconds. */
    Curve run(int seconds) {
        begun = new int[seconds];
        int[] late = new int[seconds];
        for (int now = 0; now < seconds; now++) {
            takeDue(now);
            sweep(now);
            late[now] = waiting.size();
        }
        return new Curve(begun, late, expired);
    }

    private void takeDue(int now) {
        for (int account : calendar.take(now)) {
            if (dueAt[account] == now) {
                dueAt[account] = NOT_SCHEDULED;
                waiting.add(account % scenario.connections(), account);
            }
        }
    }

    /** One of each connection in turn, until nobody waits or the replicas are busy. */
    private void sweep(int now) {
        if (waiting.size() == 0) {
            return;
        }
        int left = scenario.perSecond();
        int[] room = new int[lines.length];
        Arrays.setAll(room, i -> Math.min(lines[i].room(now), waiting.size(i)));
        boolean any = true;
        while (any && left > 0) {
            any = false;
            for (int i = 0; i < lines.length && left > 0; i++) {
                int connection = (i + now) % lines.length;
                if (room[connection]-- > 0) {
                    present(waiting.poll(connection), connection, now);
                    room[connection] = Math.min(room[connection], lines[connection].room(now));
                    left--;
                    any = true;
                }
            }
        }
    }

    private void present(int account, int connection, int now) {
        begun[now]++;
        if (now >= outageFrom && now < outageUntil) {
            lines[connection].troubled(now);
            fail(account, connection, now);
        } else {
            if (expiresAt[account] < now) {
                expired++;
            }
            boolean healed = lines[connection].answered(now);
            failures[account] = 0;
            health[account] = (byte) Health.HEALTHY.ordinal();
            received(account, now, next());
            if (healed) {
                spread(connection, now);
            }
        }
    }

    private void fail(int account, int connection, int now) {
        Ladder.Rung rung =
                Ladder.next(Health.values()[health[account]], failures[account], expiresAt[account] > now, chance);
        failures[account] = (byte) rung.failures();
        health[account] = (byte) rung.health().ordinal();
        failing.get(connection).add(account);
        if (rung.pause() != null) {
            schedule(account, now + (int) Math.max(1, rung.pause().toSeconds()));
        }
    }

    /** The first success brings the connection's other failing grants forward. */
    private void spread(int connection, int now) {
        for (int account : failing.get(connection)) {
            if (failures[account] > 0 && dueAt[account] > now + SPREAD) {
                schedule(account, now + 1 + (int) (chance.getAsDouble() * SPREAD));
            }
        }
        failing.get(connection).clear();
    }

    private Schedule next() {
        return Schedule.of(Duration.ofSeconds(scenario.life()), Renewability.PLAIN, chance);
    }

    private static int seconds(Schedule schedule) {
        return (int) schedule.due().toSeconds();
    }

    private void received(int account, int at, Schedule schedule) {
        expiresAt[account] = at + scenario.life();
        schedule(account, at + seconds(schedule));
    }

    private void schedule(int account, int second) {
        dueAt[account] = Math.max(0, second);
        calendar.put(account, dueAt[account]);
    }

    /** What begins at which second. Who is moved is there twice; only the place that is still meant counts. */
    private static final class Calendar {
        private final int[][] accounts;
        private final int[] sizes;

        Calendar(int horizon) {
            accounts = new int[horizon][];
            sizes = new int[horizon];
        }

        void put(int account, int second) {
            if (second >= accounts.length) {
                return;
            }
            int[] there = accounts[second];
            if (there == null) {
                accounts[second] = new int[16];
            } else if (there.length == sizes[second]) {
                accounts[second] = Arrays.copyOf(there, there.length * 2);
            }
            accounts[second][sizes[second]++] = account;
        }

        int[] take(int second) {
            int[] taken = sizes[second] == 0 ? new int[0] : Arrays.copyOf(accounts[second], sizes[second]);
            accounts[second] = null;
            return taken;
        }
    }

    /** Who waits, a line a connection. */
    private static final class Waiting {
        private final int[] next;
        private final int[] head;
        private final int[] tail;
        private final int[] sizes;
        private int size;

        Waiting(int accounts, int connections) {
            next = new int[accounts];
            head = new int[connections];
            tail = new int[connections];
            sizes = new int[connections];
        }

        void add(int connection, int account) {
            if (sizes[connection]++ == 0) {
                head[connection] = account;
            } else {
                next[tail[connection]] = account;
            }
            tail[connection] = account;
            size++;
        }

        int poll(int connection) {
            int account = head[connection];
            head[connection] = next[account];
            sizes[connection]--;
            size--;
            return account;
        }

        int size() {
            return size;
        }

        int size(int connection) {
            return sizes[connection];
        }
    }

    /**
     * What came of it.
     *
     * @param begun renewals, second by second
     * @param late how many were due and waited at the end of each second
     * @param expired how many renewals came after the end of the access token
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Curve(int[] begun, int[] late, long expired) {
        /** Renewals a second, on average over that time. */
        double mean(int from, int until) {
            return Arrays.stream(begun, from, until).average().orElse(0);
        }

        /** The busiest minute of that time, in renewals a second. */
        double peak(int from, int until) {
            double peak = 0;
            for (int second = from; second + 60 <= until; second += 60) {
                peak = Math.max(peak, mean(second, second + 60));
            }
            return peak;
        }

        /** When nobody waited any more, at or after that second. */
        int caughtUp(int from) {
            int second = from;
            while (second < late.length && late[second] > 0) {
                second++;
            }
            return second;
        }

        /** The same as text, a line for so many seconds each. */
        String text(int each) {
            StringBuilder text = new StringBuilder();
            double most = peak(0, begun.length);
            for (int second = 0; second + each <= begun.length; second += each) {
                double mean = mean(second, second + each);
                text.append("%5d min %9.0f/s %10d late %s%n"
                        .formatted(second / 60, mean, late[second + each - 1], "#".repeat((int)
                                        Math.round(40 * mean / Math.max(1, most)))));
            }
            return text.toString();
        }
    }
}
