// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which profile plays which provider of the catalogue where people consent by OAuth 2.0. One profile plays a whole family. */
public final class Players {
    /** What is made for testing, and is no provider elsewhere. */
    public static final String FOR_TESTING = "emulator";

    private static final Map<String, String> PLAYERS = Stream.of(
                    family("gmail", "gmail", "google-calendar", "google-drive"),
                    family("outlook", "outlook", "microsoft-teams", "microsoft-calendar", "onedrive"),
                    alone("slack", "discord", "notion", "jira", "asana", "monday", "linear"),
                    alone("github", "gitlab", "bitbucket", "figma", "vercel", "trello", FOR_TESTING))
            .flatMap(each -> each.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private Players() {}

    /** The providers that are played. */
    public static Set<String> providers() {
        return PLAYERS.keySet();
    }

    /** The profile that plays {@code provider}; empty where nobody does. */
    public static Optional<String> of(String provider) {
        return Optional.ofNullable(PLAYERS.get(provider));
    }

    private static Map<String, String> family(String profile, String... providers) {
        return Arrays.stream(providers).collect(Collectors.toMap(Function.identity(), _ -> profile));
    }

    private static Map<String, String> alone(String... providers) {
        return Arrays.stream(providers).collect(Collectors.toMap(Function.identity(), Function.identity()));
    }
}
