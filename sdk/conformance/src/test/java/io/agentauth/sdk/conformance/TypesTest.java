// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The declarations of the JavaScript SDK, by TypeScript's compiler: one package without dependencies, which npm installs once; where there is no npm or no
 * network it is skipped, loudly.
 */
@DisplayName("TypeScript")
class TypesTest {
    private static final String VERSION = "5.9.3";
    private static final Path COMPILER =
            Path.of("target", "typescript-" + VERSION).toAbsolutePath();
    private static final int SECONDS_MAX = 120;

    @TempDir
    Path folder;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        Tool.required("node");
        if (Files.exists(compiler())) {
            return;
        }
        Files.createDirectories(COMPILER);
        Process install = new ProcessBuilder(
                        Tool.required("npm"),
                        "install",
                        "--prefix=" + COMPILER,
                        "--prefer-offline",
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                        "typescript@" + VERSION)
                .redirectErrorStream(true)
                .redirectOutput(COMPILER.resolve("npm.log").toFile())
                .start();
        if (!install.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || install.exitValue() != 0) {
            install.destroy();
            throw Tool.skipped("npm cannot install TypeScript " + VERSION + ", see " + COMPILER.resolve("npm.log"));
        }
    }

    @Test
    @DisplayName("takes what users write, as ES module and as CommonJS, and refuses what is marked as wrong")
    void declarations() throws Exception {
        Sdk.node("scripts/commonjs.js").run();

        assertThat(Sdk.node(compiler().toString(), "--project", "test/tsconfig.json")
                        .run())
                .isBlank();
    }

    @Test
    @DisplayName("would say what is wrong")
    void wrong() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.mts"), "const status: 'done' = 'denied';\n");
        Program program = new Program(
                folder, Map.of(), List.of(Tool.required("node"), compiler().toString(), "--noEmit", file.toString()));

        assertThat(catchThrowable(program::run)).hasMessageContaining("TS2322");
    }

    private static Path compiler() {
        return COMPILER.resolve("node_modules/typescript/bin/tsc");
    }
}
