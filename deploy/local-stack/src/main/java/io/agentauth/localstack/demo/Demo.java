// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.demo;

import io.agentauth.localstack.Console;
import io.agentauth.localstack.api.Refused;
import io.agentauth.localstack.demo.Transcript.NotHeld;

/** Tells the story where the product runs. */
public final class Demo {
    private final Console console;
    private final Scene scene;

    public Demo(Console console, Scene scene) {
        this.console = console;
        this.scene = scene;
    }

    /** Whether every step held; which did not has been said. */
    public boolean run() {
        try {
            new Story(scene, new Transcript(console)).tell();
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
