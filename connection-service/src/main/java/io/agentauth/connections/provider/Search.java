// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.agentauth.problems.ProblemException;
import io.agentauth.providers.Provider;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What somebody looks for in the catalogue. */
record Search(List<String> words, @Nullable String category) {
    private static final int CHARS_MAX = 100;

    /** Fails with {@code invalid_field} where a text is too long. */
    static Search of(@Nullable String words, @Nullable String category) {
        String text = words == null ? "" : words;
        if (text.length() > CHARS_MAX) {
            throw ProblemException.invalidField("q", "It has at most " + CHARS_MAX + " characters.");
        }
        return new Search(
                Stream.of(text.toLowerCase(Locale.ROOT).split("\\s+"))
                        .filter(word -> !word.isEmpty())
                        .toList(),
                category);
    }

    /** Whether {@code provider} has all the words, in its id, its name or its categories, and the category. */
    boolean finds(Provider provider) {
        String text = (provider.id() + " " + provider.name() + " " + String.join(" ", provider.categories()))
                .toLowerCase(Locale.ROOT);
        return words.stream().allMatch(text::contains)
                && (category == null || provider.categories().contains(category));
    }
}
