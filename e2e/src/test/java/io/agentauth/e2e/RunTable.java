// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was seen at each provider by name, as docs/providers/runs.md says it. Safe for use by many threads. */
final class RunTable {
    /** What a run goes through. */
    enum Step {
        CONNECT("connect"),
        DENIED("consent denied"),
        WRONG_CODE("wrong code"),
        IDENTITY("identity"),
        EXPIRY("expiry"),
        RENEWAL("renewal"),
        SPENT_TOKEN("spent token shown"),
        DEAD_GRANT("dead grant"),
        RATE_LIMIT("rate limit"),
        DISCONNECT("disconnect");

        private final String words;

        Step(String words) {
            this.words = words;
        }
    }

    private static final String SEEN = "✓";
    private static final String LACKING = "–";

    private final Map<String, Map<Step, String>> rows = new ConcurrentHashMap<>();

    void saw(String provider, Step step) {
        put(provider, step, SEEN);
    }

    void saw(String provider, Step step, String what) {
        put(provider, step, SEEN + " " + what);
    }

    /** The provider has no such thing. */
    void lacks(String provider, Step step) {
        put(provider, step, LACKING);
    }

    private void put(String provider, Step step, String cell) {
        rows.computeIfAbsent(provider, _ -> new EnumMap<>(Step.class)).put(step, cell);
    }

    String page(List<String> providers) {
        StringBuilder text = new StringBuilder(
                """
                <!-- Generated from what the runs of NamedProviders in e2e saw; -Dupdate=true writes it anew. -->
                # What was run at each provider by name

                The whole product, from link to disconnect, at an emulator that follows each provider's documentation and knows nothing of the catalogue. No provider
                was called live. ✓ is what the run saw, – is what the provider does not have. A spent token is shown where a refresh was answered and the answer lost.

                """);
        text.append("| provider | ").append(row(step -> step.words)).append(" |\n");
        text.append("|---".repeat(Step.values().length + 1)).append("|\n");
        for (String provider : providers) {
            Map<Step, String> seen = rows.getOrDefault(provider, Map.of());
            text.append("| [%s](%s.md) | ".formatted(provider, provider))
                    .append(row(step -> seen.getOrDefault(step, "not run")))
                    .append(" |\n");
        }
        return text.append(
                        """

                        The tokens of Trello (OAuth 1.0a) and Vercel (an installation) do not end, so there is nothing to renew; `check` asks for the identity, and is what
                        hears of a dead grant and of a limit there.
                        """)
                .toString();
    }

    private static String row(Function<Step, String> cell) {
        return Arrays.stream(Step.values()).map(cell).collect(Collectors.joining(" | "));
    }
}
