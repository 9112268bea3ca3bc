// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A reader of bytes from outside, and what has to hold for whatever it is given. */
public interface Target {
    /** Inputs that mean something to the reader, where mutation starts. A finding becomes one of them. */
    List<String> seeds();

    /** Reads {@code input}. Throws where it does what no input may make it do. */
    void read(byte[] input);

    /** The input as text; every byte is one character of Latin 1, so that nothing is lost. */
    static String text(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1);
    }

    /** Fails the input unless {@code holds}. */
    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
