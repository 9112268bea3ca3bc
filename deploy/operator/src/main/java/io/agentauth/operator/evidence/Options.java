// SPDX-License-Identifier: Apache-2.0
package io.agentauth.operator.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code --name value} pairs of a command line, of names that are known. */
record Options(Map<String, String> values) {
    /** Fails with an {@link IllegalArgumentException} for anything else. */
    static Options parse(List<String> args, Set<String> names) {
        Map<String, String> values = new HashMap<>();
        Iterator<String> words = args.iterator();
        while (words.hasNext()) {
            String word = words.next();
            if (!word.startsWith("--") || !names.contains(word.substring(2)) || !words.hasNext()) {
                throw new IllegalArgumentException(word);
            }
            values.put(word.substring(2), words.next());
        }
        return new Options(Map.copyOf(values));
    }

    String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name);
        }
        return value;
    }

    /** A time, as it was written, once it was read. */
    Optional<String> time(String name) {
        return Optional.ofNullable(values.get(name))
                .map(text -> Instant.parse(text).toString());
    }

    Duration days(String name, Duration usual) {
        String value = values.get(name);
        return value == null ? usual : Duration.ofDays(Long.parseLong(value));
    }
}
