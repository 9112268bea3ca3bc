// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

/**
 * One line of the report.
 *
 * @param work  what was done
 * @param seen  what was measured
 * @param cpu   CPU milliseconds per operation, or nothing
 * @param target what was wanted
 * @param holds whether the floor was reached
 */
record Figure(String work, String seen, String cpu, Target target, boolean holds) {
    /**
     * What is wanted, in words.
     *
     * @param floor what it must reach, or nothing
     * @param aim   what it should reach, or nothing
     */
    record Target(String floor, String aim) {}

    /** As a row of a Markdown table. */
    String row() {
        return "| %s | %s | %s | %s | %s | %s |".formatted(work, seen, cpu, target.floor(), target.aim(), held());
    }

    private String held() {
        return target.floor().isEmpty() ? "" : holds ? "yes" : "**no**";
    }
}
