// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The system's Chromium with Playwright's driver: Node from the machine and playwright-core from npm (14 MB) instead of the 200 MB jar with
 * browsers' drivers for all systems. Where one is missing the test is skipped, and says so.
 */
final class ChromiumDriver {
    private static final String VERSION = "1.62.0";
    private static final long INSTALL_SECONDS_MAX = 120;

    private ChromiumDriver() {}

    static Path chromium() {
        return onPath("chromium")
                .or(() -> onPath("chromium-browser"))
                .or(() -> onPath("google-chrome"))
                .orElse(null);
    }

    /** The folder for {@code playwright.cli.dir}; skips the test where there is no browser. */
    static Path require() {
        if (chromium() == null) {
            skip("no chromium on the PATH");
        }
        Path node = onPath("node").orElse(null);
        Path npm = onPath("npm").orElse(null);
        if (node == null || npm == null) {
            skip("no node or npm on the PATH");
        }
        try {
            return driver(node, npm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path driver(Path node, Path npm) throws IOException, InterruptedException {
        Path folder = Path.of("target", "playwright").toAbsolutePath();
        Path core = folder.resolve("node_modules/playwright-core");
        if (Files.notExists(core.resolve("cli.js"))) {
            Files.createDirectories(folder);
            Process install = new ProcessBuilder(List.of(
                            npm.toString(),
                            "install",
                            "--prefix=" + folder,
                            "--no-audit",
                            "--no-fund",
                            "--ignore-scripts",
                            "playwright-core@" + VERSION))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("npm.log").toFile())
                    .start();
            if (!install.waitFor(INSTALL_SECONDS_MAX, TimeUnit.SECONDS) || install.exitValue() != 0) {
                install.destroy();
                skip("npm cannot install playwright-core " + VERSION + ", see target/playwright/npm.log");
            }
        }
        Path driver = Files.createDirectories(folder.resolve("driver"));
        link(driver.resolve("package"), core);
        link(driver.resolve("node"), node);
        assertThat(driver.resolve("package/cli.js")).exists();
        return driver;
    }

    private static void link(Path link, Path target) throws IOException {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @SuppressWarnings("SystemOut")
    private static void skip(String why) {
        java.util.logging.Logger.getLogger("browser")
                .warning("\n*** SKIPPED: the hosted pages were not tried in a browser: " + why + " ***\n");
        Assumptions.abort("SKIPPED: " + why);
    }
}
