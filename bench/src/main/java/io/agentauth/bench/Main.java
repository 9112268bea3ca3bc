// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code ./agent-auth bench [--warm-up N] [--seconds N] [--accounts N] [--results FILE] [NAME…]}: runs the named benchmarks (default: all) on a stack of their own and
 * prints one row each. Exits 1 when a floor is missed.
 */
public final class Main {
    private static final String HEAD =
            "| work | seen | CPU an operation | floor | aim | floor held |\n|---|---|---|---|---|---|";

    private final PrintStream out;

    private Main(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        System.exit(new Main(System.out).run(args));
    }

    private int run(String[] args) throws Exception {
        Options options = Options.parse(Arrays.asList(args));
        Path data = Files.createTempDirectory("agent-auth-bench");
        List<Figure> figures = new ArrayList<>();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        long began = System.nanoTime();
        try (Installation installation = Installation.start(data);
                Load load = new Load(vertx)) {
            Duration started = Duration.ofNanos(System.nanoTime() - began);
            out.printf(
                    Locale.ROOT, "The stack took %.1f s to start; data and logs are in %s%n", seconds(started), data);
            Benchmarks benchmarks = new Benchmarks(installation, load, options);
            for (String name : options.names()) {
                out.println("… " + name);
                for (Figure figure : benchmarks.run(name)) {
                    figures.add(figure);
                    out.println(figure.row());
                }
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
        report(options, args, figures);
        return figures.stream().allMatch(Figure::holds) ? 0 : 1;
    }

    private void report(Options options, String[] args, List<Figure> figures) throws IOException {
        StringBuilder text = new StringBuilder("`./agent-auth bench");
        Arrays.stream(args).forEach(arg -> text.append(' ').append(arg));
        text.append("` on ")
                .append(LocalDate.now(java.time.ZoneOffset.UTC))
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" processors, JDK ")
                .append(Runtime.version())
                .append("\n\n")
                .append(HEAD)
                .append('\n');
        figures.forEach(figure -> text.append(figure.row()).append('\n'));
        out.println("\n" + text);
        if (options.results() != null) {
            Files.writeString(options.results(), text);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
