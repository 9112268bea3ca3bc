// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * docs/api/openapi.yaml by Redocly's linter, with the rules of redocly.yaml. It is one package without dependencies (15 MB), which npm installs in a
 * second; where there is no npm or no network it is skipped, loudly.
 */
class LintTest {
    private static final String LINTER = "@redocly/cli";
    private static final String VERSION = "2.77.0";
    private static final Path FOLDER = Path.of("target", "redocly-" + VERSION).toAbsolutePath();
    private static final int SECONDS_MAX = 120;

    @Test
    @DisplayName("The linter has nothing to say about openapi.yaml")
    void document() throws Exception {
        String said = lint(Path.of("../../docs/api/openapi.yaml"), 0);

        assertThat(said).contains("Your API description is valid");
    }

    @Test
    @DisplayName("It says what is wrong: a rule that is broken fails the build")
    void broken() throws Exception {
        String document = Files.readString(Path.of("../../docs/api/openapi.yaml"));
        Path broken = FOLDER.resolveSibling("broken.yaml");
        Files.writeString(
                broken,
                document.replaceFirst("operationId: listAccounts", "operationId: createAccount")
                        .replaceFirst("#/components/schemas/Account\"", "#/components/schemas/Nothing\""));

        assertThat(lint(broken, 1)).contains("operation-operationId-unique", "no-unresolved-refs");
    }

    private static String lint(Path document, int exitCode) throws IOException, InterruptedException {
        Path linter = installed();
        Process process = new ProcessBuilder(
                        require("node"), linter.toString(), "lint", "--config=redocly.yaml", document.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
        return said;
    }

    private static Path installed() throws IOException, InterruptedException {
        Path linter = FOLDER.resolve("node_modules/" + LINTER + "/bin/cli.js");
        if (Files.notExists(linter)) {
            Files.createDirectories(FOLDER);
            Process install = new ProcessBuilder(List.of(
                            require("npm"),
                            "install",
                            "--prefix=" + FOLDER,
                            "--prefer-offline",
                            "--no-audit",
                            "--no-fund",
                            "--ignore-scripts",
                            LINTER + "@" + VERSION))
                    .redirectErrorStream(true)
                    .redirectOutput(FOLDER.resolve("npm.log").toFile())
                    .start();
            if (!install.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || install.exitValue() != 0) {
                install.destroy();
                skip("npm cannot install " + LINTER + " " + VERSION + ", see " + FOLDER.resolve("npm.log"));
            }
        }
        return linter;
    }

    private static String require(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> skip("no " + program + " on the PATH"));
    }

    private static AssertionError skip(String why) {
        Logger.getLogger("contract").warning("\n*** SKIPPED: the API was not linted: " + why + " ***\n");
        Assumptions.abort("SKIPPED: " + why);
        return new AssertionError(why);
    }
}
