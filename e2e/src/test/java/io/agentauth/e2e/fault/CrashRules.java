// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Ends a JVM at a named point, as {@code kill -9} would: no shutdown hook runs, nothing is flushed. Every replica is started with the same rules; a
 * point does nothing until it is armed, by a file. Whichever process gets there first removes the file and halts, so a file that is gone is the proof
 * that the rule fired, once.
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

    /** A consumer's offset is committed (CP12). */
    public static final String OFFSET_COMMITTED = "OFFSET_COMMITTED";

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

    /** With Byteman's jar; rules and what is armed are kept in {@code folder}. */
    public CrashRules(Path agent, Path folder) throws IOException {
        this.agent = agent.toAbsolutePath();
        this.armed = Files.createDirectories(folder.toAbsolutePath().resolve("armed"));
        this.rules = folder.toAbsolutePath().resolve("rules.btm");
        disarmAll();
        Files.writeString(
                rules,
                NAMED_POINTS.formatted("named", armed)
                        + method(RELAY_SENDS, "io.agentauth.outbox.OutboxRelay", "send", "ENTRY")
                        + method(RELAY_ACKNOWLEDGED, "io.agentauth.outbox.OutboxRelay", "delete", "ENTRY")
                        + method(RELAY_DELETED, "io.agentauth.outbox.OutboxRelay", "delete", "EXIT")
                        + method(OFFSET_COMMITTED, "io.agentauth.outbox.ConsumerThread", "recovered", "ENTRY"));
    }

    /** What a JVM must be started with. */
    public List<String> jvmOptions() {
        return List.of("-javaagent:" + agent + "=script:" + rules);
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
