// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.demo;

import io.agentauth.localstack.Console;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.api.Refused;
import io.agentauth.localstack.demo.Transcript.NotHeld;

/** Tells the story on a running stack. */
public final class Demo {
    private final Console console;
    private final LocalStack stack;

    public Demo(Console console, LocalStack stack) {
        this.console = console;
        this.stack = stack;
    }

    /** Whether every step held; which did not has been said. */
    public boolean run() {
        try {
            new Story(stack, new Transcript(console)).tell();
            console.line("");
            console.line(console.good("Every step held."));
            return true;
        } catch (NotHeld | Refused e) {
            console.line("    " + console.bad("✗ " + e.getMessage()));
            console.line("");
            console.line(console.bad("The last step above did not hold: ") + e.getMessage());
            return false;
        }
    }
}
