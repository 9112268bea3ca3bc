// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The only text that an event may carry: a short lower-case word from a closed list. Nothing that a person or a provider typed fits. */
final class Word {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,39}");

    private Word() {}

    static void require(String member, @Nullable String word) {
        if (word == null || !SHAPE.matcher(word).matches()) {
            throw new IllegalArgumentException(
                    "an event's " + member + " is a lower-case word of at most 40 characters");
        }
    }
}
