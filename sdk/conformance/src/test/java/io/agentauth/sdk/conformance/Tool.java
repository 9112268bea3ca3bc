// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk.conformance;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What a language is run with. Where it is missing, its SDK is not tested: loudly, and never as if it had passed. */
enum Tool {
    NODE("node", "nodejs"),
    PYTHON("python3", "python3"),
    GO("go", "golang-go");

    private final String command;
    private final String debianPackage;

    Tool(String command, String debianPackage) {
        this.command = command;
        this.debianPackage = debianPackage;
    }

    /** Where it is; skips the test where it is not. */
    String require() {
        return onPath(command)
                .map(Path::toString)
                .orElseThrow(() -> skipped(command + " is not on the PATH (Debian package " + debianPackage + ")"));
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static AssertionError skipped(String why) {
        Logger.getLogger("sdk").warning("\n*** SKIPPED: an SDK was not tested: " + why + " ***\n");
        Assumptions.abort("SKIPPED: " + why);
        return new AssertionError(why);
    }
}
