// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Byteman rules that end a JVM at a named point, as {@code kill -9} would: no shutdown hook runs. A rule leaves a file behind just before, so that a
 * test can prove that it fired.
 *
 * @see <a href="https://byteman.jboss.org">Byteman</a>
 */
public final class CrashRules {
    private static final String POINTS = "io.agentauth.refresher.CrashPoint";

    private final Path agent;
    private final Path folder;

    /** With the agent's jar; rules and proofs go to {@code folder}. */
    public CrashRules(Path agent, Path folder) {
        this.agent = agent;
        this.folder = folder;
    }

    /** What a JVM was told to do, and where it says that it did. */
    public record Armed(List<String> jvmOptions, Path proof) {
        /** Whether the rule fired. */
        public boolean fired() {
            return Files.exists(proof);
        }
    }

    /** Ends token-refresher when it reaches {@code point} for the {@code times}-th time. */
    public Armed killAt(String point, int times) {
        return arm(
                "kill-" + point + "-" + times,
                POINTS,
                "reached()",
                "$this.name().equals(\"" + point + "\") AND incrementCounter(\"" + point + "\") == " + times);
    }

    /** Ends whichever service when it enters a method. */
    public Armed killOnEntry(String className, String method) {
        return arm(
                "kill-" + className.substring(className.lastIndexOf('.') + 1) + "-" + method,
                className,
                method,
                "true");
    }

    private Armed arm(String name, String className, String method, String condition) {
        try {
            Files.createDirectories(folder);
            Path proof = Files.createTempFile(folder, name, ".fired");
            Files.delete(proof);
            Path rule = Files.createTempFile(folder, name, ".btm");
            Files.writeString(
                    rule,
                    """
                    RULE %s
                    CLASS %s
                    METHOD %s
                    AT ENTRY
                    IF %s
                    DO openTrace("proof", "%s"); traceln("proof", "fired"); closeTrace("proof"); killJVM()
                    ENDRULE
                    """
                            .formatted(name, className, method, condition, proof.toAbsolutePath()));
            return new Armed(
                    List.of("-javaagent:" + agent.toAbsolutePath() + "=script:" + rule.toAbsolutePath()), proof);
        } catch (IOException e) {
            throw new IllegalStateException("the rule cannot be written", e);
        }
    }
}
