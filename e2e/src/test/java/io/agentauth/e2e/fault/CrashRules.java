// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.fault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * Ends a JVM at a named point, as {@code kill -9} would: no shutdown hook runs, nothing is flushed. Every replica is started with the same rules; a
 * point does nothing until it is armed, by a file. Whichever process gets there first removes the file and halts, so a file that is gone is the proof
 * that the rule fired, once.
 *
 * <p>A meeting is armed for several subjects: the process ends when all of them stand at the point in it at once. Where the code would go on by itself,
 * whoever comes first stays there without holding up the thread that brings the others.
 *
 * @see <a href="https://byteman.jboss.org">Byteman</a>
 */
public final class CrashRules {
    /** Committed and read from the queue, not sent to Kafka yet. */
    public static final String RELAY_SENDS = "RELAY_SENDS";

    /** Acknowledged by Kafka, still in the queue (CP10). */
    public static final String RELAY_ACKNOWLEDGED = "RELAY_ACKNOWLEDGED";

    /** Gone from the queue (CP11). */
    public static final String RELAY_DELETED = "RELAY_DELETED";

    static final String MEETING = "all@";
    static final String HELD_BACK = "held-back";
    static final String SWEEP = "sweep";

    private static final String NAMED_POINTS =
            """
            RULE %1$s
            CLASS io.agentauth.refresher.CrashPoint
            METHOD reached(java.lang.Object)
            AT ENTRY
            BIND anyone: java.io.File = new java.io.File("%2$s", $this.name()),
                 named: java.io.File = new java.io.File("%2$s", $this.name() + "@" + $1)
            IF anyone.delete() || named.delete()
            DO killJVM()
            ENDRULE
            """;

    private static final String MEETINGS =
            """
            RULE all who are at a point
            CLASS io.agentauth.refresher.CrashPoint
            METHOD reached(java.lang.Object)
            HELPER io.agentauth.e2e.fault.Standing
            AT ENTRY
            IF TRUE
            DO reached("%1$s", $this.name(), "" + $1)
            ENDRULE

            RULE who stays at CP3 writes nothing
            CLASS io.agentauth.upstream.Exchange
            METHOD connected
            HELPER io.agentauth.e2e.fault.Standing
            AFTER INVOKE connected
            IF stays("CP3")
            DO RETURN
            ENDRULE

            RULE who stays at CP6 makes nothing of the answer
            CLASS io.agentauth.refresher.renewal.Presenter
            METHOD obey
            HELPER io.agentauth.e2e.fault.Standing
            AT ENTRY
            IF stays("CP6")
            DO RETURN io.smallrye.mutiny.Uni.createFrom().completionStage(new java.util.concurrent.CompletableFuture())
            ENDRULE

            RULE CP10
            CLASS io.agentauth.outbox.OutboxRelay
            METHOD send
            HELPER io.agentauth.e2e.fault.Standing
            AT EXIT
            IF TRUE
            DO acknowledged("%1$s", $1)
            ENDRULE

            RULE CP11
            CLASS io.agentauth.outbox.OutboxRelay
            METHOD delete
            HELPER io.agentauth.e2e.fault.Standing
            AT EXIT
            IF TRUE
            DO dequeued("%1$s")
            ENDRULE

            RULE CP12
            CLASS io.agentauth.outbox.ConsumerThread
            METHOD recovered
            HELPER io.agentauth.e2e.fault.Standing
            AT ENTRY
            IF TRUE
            DO offsetCommitted("%1$s")
            ENDRULE
            """;

    private static final String HOLDING_BACK =
            """
            RULE no attempt is recovered
            CLASS io.agentauth.refresher.grant.HeldAttempts
            METHOD overdue(int)
            HELPER io.agentauth.e2e.fault.Standing
            AT ENTRY
            IF heldBack("%1$s")
            DO $1 = 0
            ENDRULE

            RULE no grant is swept
            CLASS io.agentauth.refresher.grant.Claims
            METHOD due
            HELPER io.agentauth.e2e.fault.Standing
            AT ENTRY
            IF mayNotSweep("%1$s")
            DO $2 = new io.agentauth.refresher.grant.Claims$Room(0, 0, $2.except())
            ENDRULE

            RULE no result leaves but in a whole set
            CLASS io.agentauth.refresher.pace.Linger$Limits
            METHOD linger()
            HELPER io.agentauth.e2e.fault.Standing
            AT ENTRY
            IF setsAreWhole("%1$s", $0.itemsMax())
            DO RETURN java.time.Duration.ofHours(1)
            ENDRULE
            """;

    private static final String METHOD =
            """
            RULE %1$s
            CLASS %3$s
            METHOD %4$s
            AT %5$s
            BIND file: java.io.File = new java.io.File("%2$s", "%1$s")
            IF file.delete()
            DO killJVM()
            ENDRULE
            """;

    private final Path agent;
    private final Path armed;
    private final Path rules;
    private final Path helper;

    /** With Byteman's jar; rules and what is armed are kept in {@code folder}. */
    public CrashRules(Path agent, Path folder) throws IOException {
        this.agent = agent.toAbsolutePath();
        this.armed = Files.createDirectories(folder.toAbsolutePath().resolve("armed"));
        this.rules = folder.toAbsolutePath().resolve("rules.btm");
        this.helper = folder.toAbsolutePath().resolve("helper.jar");
        disarmAll();
        pack(Standing.class);
        Files.writeString(
                rules,
                NAMED_POINTS.formatted("named", armed)
                        + MEETINGS.formatted(armed)
                        + HOLDING_BACK.formatted(armed)
                        + method(RELAY_SENDS, "io.agentauth.outbox.OutboxRelay", "send", "ENTRY")
                        + method(RELAY_ACKNOWLEDGED, "io.agentauth.outbox.OutboxRelay", "delete", "ENTRY")
                        + method(RELAY_DELETED, "io.agentauth.outbox.OutboxRelay", "delete", "EXIT"));
    }

    /** What a JVM must be started with. */
    public List<String> jvmOptions() {
        return List.of("-javaagent:" + agent + "=script:" + rules + ",sys:" + helper);
    }

    /** The next process that is at {@code point} ends there: a name of token-refresher's CrashPoint, or a constant from here. */
    public Armed arm(String point) {
        try {
            return new Armed(point, Files.createFile(armed.resolve(point)));
        } catch (IOException e) {
            throw new IllegalStateException("cannot arm " + point, e);
        }
    }

    /** The next process that is at {@code point} for {@code subject}, an account or an authorization, ends there: see CrashPoint. */
    public Armed arm(String point, String subject) {
        return arm(point + "@" + subject);
    }

    /** The first process in which all {@code subjects} stand at {@code point}, a name of CrashPoint, at once, ends there. */
    public Armed armTogether(String point, Collection<String> subjects) {
        create(MEETING + point, String.join("\n", subjects));
        return new Armed(point, armed.resolve(MEETING + point));
    }

    /**
     * From now on no token-refresher recovers an attempt, and none sweeps but by {@link #sweepOnce}. Results wait for each other until {@code together}, which
     * is what agent-auth.renewal.settle-set must be, can be committed at once.
     */
    public void holdBack(int together) {
        create(HELD_BACK, Integer.toString(together));
    }

    /** One of them sweeps once, so that one process takes all that is due. */
    public void sweepOnce() {
        create(SWEEP, "");
    }

    /** All goes on by itself again. */
    public void letGo() throws IOException {
        Files.delete(armed.resolve(HELD_BACK));
    }

    private void create(String name, String content) {
        try {
            Path written = Files.writeString(armed.resolve(name + ".new"), content);
            Files.move(written, armed.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + name, e);
        }
    }

    /** Puts a class where the process that shall end finds it. */
    private void pack(Class<?> type) throws IOException {
        String entry = type.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(helper));
                InputStream code = type.getResourceAsStream("/" + entry)) {
            jar.putNextEntry(new JarEntry(entry));
            code.transferTo(jar);
        }
    }

    /** A point that waits for a process. */
    public record Armed(String point, Path file) {
        /** Whether a process ended there. */
        public boolean fired() {
            return Files.notExists(file);
        }

        /** Nobody shall end there any more. Returns whether somebody had. */
        public boolean disarm() {
            try {
                return !Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new IllegalStateException("cannot disarm " + point, e);
            }
        }
    }

    /** What an earlier run left armed would end processes of this one. */
    private void disarmAll() throws IOException {
        try (var left = Files.list(armed)) {
            for (Path point : left.toList()) {
                Files.delete(point);
            }
        }
    }

    private String method(String point, String className, String method, String where) {
        return METHOD.formatted(point, armed, className, method, where);
    }
}
