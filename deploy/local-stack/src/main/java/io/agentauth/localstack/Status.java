// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.RunFile.Entry;
import java.nio.file.Path;
import java.util.List;

/** Says what runs on a data folder. Exits 0 when all of it does, 3 when nothing does, 1 otherwise (as init scripts do). */
final class Status {
    private static final int NOTHING_RUNS = 3;

    private final Console console;
    private final Path data;

    Status(Console console, Path data) {
        this.console = console;
        this.data = data;
    }

    int run() {
        List<Entry> entries = new RunFile(data.resolve("run")).entries();
        if (entries.stream().noneMatch(entry -> entry.process().isPresent())) {
            console.line("Nothing runs on " + data + ". Start it with ./agent-auth up");
            return NOTHING_RUNS;
        }
        entries.forEach(this::tell);
        long missing =
                entries.stream().filter(entry -> entry.process().isEmpty()).count();
        console.line("");
        console.line("  memory  " + entries.stream().mapToLong(Status::memory).sum() + " MiB (PSS)");
        console.line("  data    " + data);
        console.line("  logs    " + data.resolve("logs"));
        if (missing > 0) {
            console.line(console.bad(missing + " of " + entries.size() + " processes do not run."));
            return 1;
        }
        return 0;
    }

    private void tell(Entry entry) {
        boolean runs = entry.process().isPresent();
        console.line("  " + (runs ? console.good("✓") : console.bad("✗"))
                + String.format(" %-28s pid %-8d %5d MiB  ", entry.name(), entry.pid(), memory(entry))
                + console.faint(entry.port() == 0 ? "" : "port " + entry.port()));
    }

    private static long memory(Entry entry) {
        return entry.process()
                .map(process -> entry.name().equals(RunFile.POSTMASTER)
                        ? Memory.pssMibWithChildren(process)
                        : Memory.pssMib(process.pid()).orElse(0L))
                .orElse(0L);
    }
}
