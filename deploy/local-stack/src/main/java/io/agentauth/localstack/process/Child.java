// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process of the stack. It can be stopped, killed, paused and started again, each time with the same command. Thread-safe. */
public final class Child {
    /**
     * How it is started and known to be ready.
     *
     * @param name for people, such as {@code token-refresher} or {@code token-refresher-2}
     * @param port where it serves; 0 where there is nothing to serve
     * @param managementPort where its health is; 0 where it has none
     * @param log gets what it prints
     */
    public record Plan(
            String name,
            List<String> command,
            Map<String, String> environment,
            int port,
            int managementPort,
            Path log,
            Readiness readiness) {
        @Override
        public String toString() {
            return "Plan[" + name + "]"; // the environment holds passwords
        }
    }

    private static final int LOOK_EVERY_MILLIS = 100;
    private static final int LOG_TAIL_LINES = 12;

    private final Plan plan;
    private @Nullable Process process;

    public Child(Plan plan) {
        this.plan = plan;
    }

    public String name() {
        return plan.name();
    }

    /** Where it serves on 127.0.0.1. */
    public int port() {
        return plan.port();
    }

    /** Where its health and metrics are on 127.0.0.1. */
    public int managementPort() {
        return plan.managementPort();
    }

    public Path log() {
        return plan.log();
    }

    /** Its process id, or -1 while it does not run. */
    public synchronized long pid() {
        Process running = running();
        return running == null ? -1 : running.pid();
    }

    public synchronized boolean isAlive() {
        return running() != null;
    }

    /** Starts it, without waiting for it to be ready. Does nothing if it runs. */
    public synchronized void start() {
        if (!isAlive()) {
            process = Spawner.start(plan.command(), plan.environment(), plan.log());
        }
    }

    /**
     * Waits until it is ready.
     *
     * @throws PartFailed if it ends, or takes longer than {@code most}
     */
    public void awaitReady(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        while (!plan.readiness().isReady()) {
            Process running = current();
            try {
                if (running.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw failed("ended with exit code " + running.exitValue() + " before it was ready");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failed("was interrupted");
            }
            if (System.nanoTime() > deadline) {
                throw failed("was not ready after " + most.toSeconds() + " s");
            }
        }
    }

    /** Asks it to stop and waits; kills it when it takes longer than {@code most}. Returns whether it stopped by itself. */
    public boolean stop(Duration most) {
        Process running = running();
        if (running == null) {
            return true;
        }
        running.destroy();
        boolean stopped = await(running, most);
        if (!stopped) {
            kill();
        }
        return stopped;
    }

    /** kill -9, and waits for the end. */
    public void kill() {
        Process running = running();
        if (running != null) {
            running.destroyForcibly();
            await(running, Duration.ofSeconds(10));
        }
    }

    /** Freezes it (SIGSTOP), as a long garbage collection or a moved virtual machine would. */
    public void pause() {
        signal("STOP");
    }

    /** Lets a frozen one go on. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder(
                            "kill", "-" + signal, Long.toString(current().pid()))
                    .start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("cannot signal " + name());
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot signal " + name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private synchronized Process current() {
        if (process == null) {
            throw new IllegalStateException(name() + " was not started");
        }
        return process;
    }

    private synchronized @Nullable Process running() {
        return process != null && process.isAlive() ? process : null;
    }

    private static boolean await(Process running, Duration most) {
        try {
            return running.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !running.isAlive();
        }
    }

    private PartFailed failed(String what) {
        return new PartFailed(name() + " " + what + "; its log is " + log(), logTail());
    }

    private List<String> logTail() {
        try (var lines = Files.lines(log())) {
            List<String> all = lines.toList();
            return all.subList(Math.max(0, all.size() - LOG_TAIL_LINES), all.size());
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of();
        }
    }
}
