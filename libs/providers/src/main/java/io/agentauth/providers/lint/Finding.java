// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers.lint;

/**
 * Something that is wrong with a file.
 *
 * @param line where, counted from 1
 * @param field what it is about, as a JSON pointer; empty for the file
 * @param message what is wrong, and what would be right
 */
public record Finding(int line, String field, String message) {
    @Override
    public String toString() {
        return line + ": " + (field.isEmpty() ? "" : field + ": ") + message;
    }
}
