// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.demo.Demo;
import io.agentauth.localstack.demo.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** The demo on a stack of its own: free ports and a data folder that is gone afterwards, unless something went wrong. */
final class DemoRun {
    private final Console console;
    private final Options options;

    DemoRun(Console console, Options options) {
        this.console = console;
        this.options = options;
    }

    int run() {
        long began = System.nanoTime();
        Memory.require(options.replicas());
        Path data = temporary();
        console.line(console.strong("Agent Auth, from an API key to a token that never goes stale"));
        console.line("");
        LocalStack.Builder builder = options.stack()
                .freePorts()
                .data(data)
                .config(Part.EMULATOR, "access-lifetime", "20")
                .progress(new StartLines(console));
        Stopping stopping = Stopping.onSignals(console);
        boolean held;
        try (LocalStack stack = builder.start(stopping::watch)) {
            held = new Demo(console, Scene.of(stack)).run();
        } finally {
            stopping.forget();
        }
        if (held) {
            delete(data);
        } else {
            console.line("The logs are in " + data.resolve("logs"));
        }
        console.line(console.faint("Everything is stopped. It took "
                + Console.seconds(Duration.ofNanos(System.nanoTime() - began)).strip() + "."));
        return held ? 0 : 1;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("agent-auth-demo-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
