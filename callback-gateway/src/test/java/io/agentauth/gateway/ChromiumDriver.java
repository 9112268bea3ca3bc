// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    /** To be closed; skips the test where there is no browser. */
    static Playwright start() {
        System.setProperty("playwright.cli.dir", require().toString());
        return Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    /** It blocks popups that nobody asked for, as a person's does. */
    static Browser launch(Playwright playwright) {
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium())
                        .setIgnoreDefaultArgs(List.of("--disable-popup-blocking"))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    private static Path chromium() {
        return onPath("chromium")
                .or(() -> onPath("chromium-browser"))
                .or(() -> onPath("google-chrome"))
                .orElse(null);
    }

    /** The folder for {@code playwright.cli.dir}. */
    private static Path require() {
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
