// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param warmUp how long each load runs before it is measured
 * @param span how long it is measured
 * @param accounts how many accounts are renewed
 * @param results where the report goes, besides the console
 * @param names which benchmarks, in order
 */
record Options(Duration warmUp, Duration span, int accounts, @Nullable Path results, List<String> names) {
    static Options parse(List<String> args) {
        Duration warmUp = Duration.ofSeconds(30);
        Duration span = Duration.ofSeconds(60);
        int accounts = 5_400;
        Path results = null;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            switch (arg) {
                case "--warm-up" -> warmUp = Duration.ofSeconds(Integer.parseInt(args.get(++i)));
                case "--seconds" -> span = Duration.ofSeconds(Integer.parseInt(args.get(++i)));
                case "--accounts" -> accounts = Integer.parseInt(args.get(++i));
                case "--results" -> results = Path.of(args.get(++i));
                default -> names.add(arg);
            }
        }
        return new Options(warmUp, span, accounts, results, names.isEmpty() ? Benchmarks.NAMES : List.copyOf(names));
    }
}
