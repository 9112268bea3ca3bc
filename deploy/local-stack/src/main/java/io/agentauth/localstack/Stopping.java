// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Stops the stack when this process is told to end: Ctrl-C, SIGTERM, a closed terminal. */
final class Stopping {
    private static volatile boolean underWay;

    private final Console console;
    private @Nullable AutoCloseable running;

    private Stopping(Console console) {
        this.console = console;
    }

    static Stopping onSignals(Console console) {
        Stopping stopping = new Stopping(console);
        Runtime.getRuntime().addShutdownHook(new Thread(stopping::stop, "stopping"));
        return stopping;
    }

    /** What to stop; known before the first process is started. */
    synchronized void watch(AutoCloseable stack) {
        running = stack;
    }

    /** Whether this process was told to end: what fails from then on is no news. */
    static boolean isUnderWay() {
        return underWay;
    }

    /** It is stopped already. */
    synchronized void forget() {
        running = null;
    }

    private synchronized void stop() {
        if (running == null) {
            return;
        }
        underWay = true;
        long began = System.nanoTime();
        console.line("");
        console.line("Stopping");
        try {
            running.close();
            console.line("Stopped after "
                    + Console.seconds(Duration.ofNanos(System.nanoTime() - began))
                            .strip());
        } catch (Exception e) {
            console.line(console.bad("error: ") + e.getMessage());
        }
    }
}
