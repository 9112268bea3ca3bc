// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Called by the rules of {@link CrashRules} inside the process that shall end: a Byteman helper, which cannot be final. It knows where each subject stands
 * there, which is the point that it reached last, and ends the process when all whom a meeting names stand at its point. Whoever has gone on to another
 * point does not count.
 */
public class Standing {
    private static final Set<String> COMMITTED = Set.of("CP9", "CP10", "CP11");
    private static final Map<String, String> AT = new HashMap<>();
    private static final ThreadLocal<String> STAYS = new ThreadLocal<>();
    private static final ThreadLocal<Set<String>> TAKEN = ThreadLocal.withInitial(HashSet::new);

    /** The subject is at the point. */
    public void reached(String folder, String point, String subject) {
        STAYS.remove();
        if (point.equals("CP0")) {
            TAKEN.get().add(subject);
        }
        synchronized (AT) {
            AT.put(subject, point);
            AT.notifyAll();
            List<String> expected = expected(folder, point);
            if (expected.contains(subject)) {
                STAYS.set(point);
                endIf(expected.stream().allMatch(one -> point.equals(AT.get(one))), folder, point);
            }
        }
    }

    /** Whether the subject that reached this point on this thread just now waits there for others: then it must not go on. */
    public boolean stays(String point) {
        boolean stays = point.equals(STAYS.get());
        STAYS.remove();
        return stays;
    }

    /** Kafka has acknowledged a relay's batch. */
    public void acknowledged(String folder, List<?> batch) {
        TAKEN.get().clear();
        batch.forEach(event -> TAKEN.get().add(key(event)));
        List.copyOf(TAKEN.get()).forEach(subject -> reached(folder, "CP10", subject));
    }

    /** That batch has left the queue. */
    public void dequeued(String folder) {
        List.copyOf(TAKEN.get()).forEach(subject -> reached(folder, "CP11", subject));
    }

    /** A consumer has committed its offset behind what this thread has taken. What it asked for is awaited: no thread but this consumer's own waits. */
    public void offsetCommitted(String folder) throws InterruptedException {
        Set<String> taken = Set.copyOf(TAKEN.get());
        TAKEN.get().clear();
        List<String> expected = expected(folder, "CP12");
        if (expected.isEmpty() || !taken.containsAll(expected)) {
            return;
        }
        synchronized (AT) {
            while (!expected.stream().allMatch(one -> COMMITTED.contains(AT.getOrDefault(one, "")))) {
                AT.wait();
            }
            endIf(true, folder, "CP12");
        }
    }

    /** Whether nothing may begin by itself. */
    public boolean heldBack(String folder) {
        return Files.exists(Path.of(folder, CrashRules.HELD_BACK));
    }

    /** The same, but one process may sweep once for each {@link CrashRules#sweepOnce}. */
    public boolean mayNotSweep(String folder) throws IOException {
        return heldBack(folder) && !Files.deleteIfExists(Path.of(folder, CrashRules.SWEEP));
    }

    /** Whether sets of this size leave when they are full, and not before. */
    public boolean setsAreWhole(String folder, int itemsMax) throws IOException {
        Path held = Path.of(folder, CrashRules.HELD_BACK);
        return Files.exists(held) && Files.readString(held).equals(Integer.toString(itemsMax));
    }

    private static void endIf(boolean complete, String folder, String point) {
        try {
            if (complete && Files.deleteIfExists(Path.of(folder, CrashRules.MEETING + point))) {
                Runtime.getRuntime().halt(1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> expected(String folder, String point) {
        Path meeting = Path.of(folder, CrashRules.MEETING + point);
        try {
            return Files.exists(meeting) ? Files.readAllLines(meeting) : List.of();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A queued event is no public type. */
    private static String key(Object event) {
        try {
            Method key = event.getClass().getDeclaredMethod("key");
            key.setAccessible(true);
            return String.valueOf(key.invoke(event));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
