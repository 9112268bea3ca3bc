// SPDX-License-Identifier: Apache-2.0
package io.agentauth.trail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * {@code ./agent-auth audit verify FILE [--key HEX]… [--seen HASH] [--events-kept DAYS] [--reads-kept DAYS]}: exits 0 when the export holds, 1 when it
 * does not, 2 when it cannot be read.
 */
public final class VerifyTrail {
    private static final Duration EVENTS_KEPT = Duration.ofDays(400);
    private static final Duration READS_KEPT = Duration.ofDays(90);
    private static final String USAGE =
            "audit verify FILE [--key HEX]... [--seen HASH] [--events-kept DAYS] [--reads-kept DAYS]";

    private VerifyTrail() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args), Instant.now(), System.out));
    }

    static int run(List<String> args, Instant now, PrintStream out) {
        Asked asked;
        try {
            asked = Asked.parse(args, now);
        } catch (IllegalArgumentException _) {
            out.append(USAGE).append('\n');
            return 2;
        }
        try (BufferedReader export = Files.newBufferedReader(asked.file())) {
            TrailCheck.Report report = TrailCheck.check(export, asked.expected());
            out.append("The trail of %s holds: blocks %d to %d, %d entries, %d more that were kept for their time.\n"
                    .formatted(report.environment(), report.from(), report.to(), report.entries(), report.forgotten()));
            out.append("Signed with %s; the last block is %s.\n"
                    .formatted(String.join(", ", report.keys()), report.lastHash()));
            return 0;
        } catch (TrailCheck.Broken e) {
            out.append("The trail does not hold: ").append(e.getMessage()).append('\n');
            return 1;
        } catch (IOException e) {
            out.append("The export cannot be read: ").append(e.toString()).append('\n');
            return 2;
        }
    }

    private record Asked(Path file, TrailCheck.Expected expected) {
        static Asked parse(List<String> args, Instant now) {
            Set<String> keys = new HashSet<>();
            String file = "";
            String seen = "";
            Duration events = EVENTS_KEPT;
            Duration reads = READS_KEPT;
            Iterator<String> words = args.iterator();
            while (words.hasNext()) {
                String word = words.next();
                switch (word) {
                    case "--key" -> keys.add(value(words));
                    case "--seen" -> seen = value(words);
                    case "--events-kept" -> events = Duration.ofDays(Long.parseLong(value(words)));
                    case "--reads-kept" -> reads = Duration.ofDays(Long.parseLong(value(words)));
                    default -> {
                        if (word.startsWith("--") || !file.isEmpty()) {
                            throw new IllegalArgumentException(word);
                        }
                        file = word;
                    }
                }
            }
            if (file.isEmpty()) {
                throw new IllegalArgumentException("no file");
            }
            return new Asked(Path.of(file), new TrailCheck.Expected(keys, seen, now, events, reads));
        }

        private static String value(Iterator<String> words) {
            if (!words.hasNext()) {
                throw new IllegalArgumentException("a value is missing");
            }
            return words.next();
        }
    }
}
