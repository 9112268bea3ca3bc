// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.demo;

import io.agentauth.localstack.Console;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the demo prints: chapters, and below each what held, with the time since the chapter began. */
final class Transcript {
    private static final int MARGIN = 6;

    private final Console console;
    private int chapter;
    private long began;

    Transcript(Console console) {
        this.console = console;
    }

    /** Begins a chapter. */
    void chapter(String title) {
        chapter++;
        began = System.nanoTime();
        console.line("");
        console.line(console.strong(String.format("%2d  %s", chapter, title)));
    }

    /** Says what held. */
    void held(String what) {
        console.line("    " + console.good("✓") + console.faint(Console.seconds(elapsed())) + "  " + what);
    }

    /** Says what held if it did. */
    void check(boolean holds, String what, String otherwise) {
        if (!holds) {
            throw new NotHeld(otherwise);
        }
        held(what);
    }

    /** A line that belongs to the one before. */
    void detail(String text) {
        console.line(" ".repeat(MARGIN) + console.faint("        │ ") + text);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** A step did not hold; the message says plainly which. */
    static final class NotHeld extends RuntimeException {
        NotHeld(String what) {
            super(what);
        }

        NotHeld(String what, @Nullable Throwable cause) {
            super(what, cause);
        }
    }
}
