// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

/** A target as Jazzer calls it; its name is the argument. */
public final class CoverageTarget {
    private static Target target;

    private CoverageTarget() {}

    /** Called once, with the name of the target. */
    public static void fuzzerInitialize(String[] arguments) {
        target = Targets.ALL.get(arguments[0]).get();
    }

    /** Called with each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        target.read(input);
    }
}
