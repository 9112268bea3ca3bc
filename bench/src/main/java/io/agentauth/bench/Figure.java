// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

/**
 * One line of the report.
 *
 * @param work  what was done
 * @param seen  what was measured
 * @param cpu   CPU milliseconds per operation, or nothing
 * @param floor what it must reach
 * @param aim   what it should reach
 * @param holds whether the floor was reached
 */
record Figure(String work, String seen, String cpu, String floor, String aim, boolean holds) {
    /** As a row of a Markdown table. */
    String row() {
        return "| %s | %s | %s | %s | %s | %s |".formatted(work, seen, cpu, floor, aim, holds ? "yes" : "**no**");
    }
}
