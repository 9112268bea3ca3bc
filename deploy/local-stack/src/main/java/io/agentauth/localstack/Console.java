// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What people read: one line a thing, with colours where a person looks and did not say NO_COLOR. */
public final class Console {
    private static final String RESET = "\u001b[0m";

    private final PrintStream out;
    private final boolean colours;

    Console(PrintStream out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** For this terminal, or for whatever the output goes to. */
    static Console ofThisProcess(PrintStream out) {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(java.io.Console::isTerminal)
                .isPresent();
        boolean refused = Optional.ofNullable(System.getenv("NO_COLOR"))
                .filter(value -> !value.isEmpty())
                .isPresent();
        return new Console(out, terminal && !refused && !"dumb".equals(System.getenv("TERM")));
    }

    public void line(String text) {
        out.println(text);
        out.flush();
    }

    public String good(String text) {
        return in("\u001b[32m", text);
    }

    public String bad(String text) {
        return in("\u001b[31m", text);
    }

    public String strong(String text) {
        return in("\u001b[1m", text);
    }

    public String faint(String text) {
        return in("\u001b[2m", text);
    }

    /** Seconds with one decimal, right-aligned. */
    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%6.2f s", time.toNanos() / 1e9);
    }

    private String in(String colour, String text) {
        return colours ? colour + text + RESET : text;
    }
}
