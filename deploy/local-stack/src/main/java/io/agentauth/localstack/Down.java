// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.RunFile.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stops what runs on a data folder, in order if its launcher lives, and also what a killed launcher left behind. */
final class Down {
    private static final Duration STOP_MAX = Duration.ofMinutes(2);

    private final Console console;
    private final Path data;

    Down(Console console, Path data) {
        this.console = console;
        this.data = data;
    }

    int run() {
        RunFile runFile = new RunFile(data.resolve("run"));
        Optional<ProcessHandle> launcher =
                runFile.entries().stream().findFirst().flatMap(Entry::process);
        launcher.ifPresent(Down::stop);
        int left = runFile.endLeftovers();
        if (launcher.isEmpty() && left == 0) {
            console.line("Nothing runs on " + data + ".");
        } else {
            console.line("Stopped" + (left == 0 ? "." : ", and ended " + left + " processes that were left behind."));
        }
        return 0;
    }

    private static void stop(ProcessHandle launcher) {
        launcher.destroy();
        try {
            var _ = launcher.onExit().get(STOP_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            launcher.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
