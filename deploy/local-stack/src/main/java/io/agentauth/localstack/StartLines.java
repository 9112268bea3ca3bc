// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.time.Duration;

/** The start, a line a part. */
final class StartLines implements Progress {
    private final Console console;

    StartLines(Console console) {
        this.console = console;
    }

    @Override
    public void ready(String part, Duration took, String where) {
        console.line("  " + console.good("✓") + String.format(" %-28s %s  ", part, Console.seconds(took))
                + console.faint(where.isBlank() ? "" : "port " + where));
    }
}
