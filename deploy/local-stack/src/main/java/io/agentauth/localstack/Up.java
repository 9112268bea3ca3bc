// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Starts the stack, says how to use it, and stays until it is stopped. */
final class Up {
    private final Console console;
    private final Options options;

    Up(Console console, Options options) {
        this.console = console;
        this.options = options;
    }

    int run() {
        long began = System.nanoTime();
        Memory.require(options.replicas());
        console.line(console.strong("Starting Agent Auth"));
        LocalStack.Builder builder = options.stack().progress(new StartLines(console));
        Stopping stopping = Stopping.onSignals(console);
        LocalStack stack = start(builder, stopping);
        tell(stack, Duration.ofNanos(System.nanoTime() - began));
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private static LocalStack start(LocalStack.Builder builder, Stopping stopping) {
        try {
            return builder.start(stopping::watch);
        } catch (RuntimeException e) {
            stopping.forget();
            throw e;
        }
    }

    private void tell(LocalStack stack, Duration took) {
        String base = stack.baseUrl().toString();
        console.line("");
        console.line(console.strong("Ready after " + Console.seconds(took).strip()));
        console.line("  base URL   " + base);
        console.line("  API key    " + stack.apiKey());
        console.line("  try        curl -H 'Authorization: Bearer " + stack.apiKey() + "' " + base + "/v1/providers");
        console.line("  logs       " + stack.logs());
        console.line("  data       " + stack.data() + console.faint("  (kept for the next start)"));
        console.line("  Kafka      " + stack.kafka());
        if (options.replicas() > 1) {
            console.line("  replicas   " + options.replicas() + " of each service"
                    + console.faint("  behind a balancer each; ./agent-auth status has their own ports"));
        }
        console.line("  emulator   " + stack.emulatorUrl()
                + console.faint(
                        options.realProviders() ? "  plays the provider `emulator`" : "  plays every provider"));
        console.line("");
        console.line("Ctrl-C stops everything.");
    }
}
