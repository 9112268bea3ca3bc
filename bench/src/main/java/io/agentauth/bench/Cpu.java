// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

import java.time.Duration;
import java.util.Locale;

/** CPU time spent over a span: by the product, and by the load generator with the emulated provider. */
final class Cpu {
    private final Processes product;
    private final Processes all;
    private final Processes generator;
    private Duration productBefore = Duration.ZERO;
    private Duration othersBefore = Duration.ZERO;

    Cpu(Installation installation) {
        product = installation.withoutEmulator();
        all = installation.product();
        generator = Processes.own();
    }

    void start() {
        productBefore = product.cpu();
        othersBefore = others();
    }

    /** For example {@code 0.28 (+ 0.06 load)}. */
    String perOperation(long operations) {
        double own = perOperationMillis(operations);
        double others = millis(others().minus(othersBefore)) / Math.max(1, operations);
        return String.format(Locale.ROOT, "%.3f ms (+ %.3f load)", own, others);
    }

    double perOperationMillis(long operations) {
        return millis(product.cpu().minus(productBefore)) / Math.max(1, operations);
    }

    private Duration others() {
        return all.cpu().minus(product.cpu()).plus(generator.cpu());
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
