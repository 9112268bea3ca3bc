// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The closed list of event types and the CloudEvents name of each, read from the sealed hierarchy so that none can be forgotten. */
public final class EventTypes {
    private static final Map<String, Class<? extends AgentAuthEvent>> BY_NAME =
            leaves(AgentAuthEvent.class).collect(toUnmodifiableMap(EventTypes::toName, Function.identity()));
    private static final Map<Class<?>, String> NAMES = BY_NAME.entrySet().stream()
            .collect(toUnmodifiableMap(entry -> (Class<?>) entry.getValue(), Map.Entry::getKey));

    private EventTypes() {}

    /** Every event record there is. */
    public static Collection<Class<? extends AgentAuthEvent>> all() {
        return BY_NAME.values();
    }

    /** The CloudEvents type of an event record. */
    public static String nameOf(Class<? extends AgentAuthEvent> event) {
        String name = NAMES.get(event);
        if (name == null) {
            throw new IllegalArgumentException("not an event record: " + event.getName());
        }
        return name;
    }

    /** The record for a CloudEvents type; empty for one that this release does not know. */
    public static Optional<Class<? extends AgentAuthEvent>> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    private static String toName(Class<? extends AgentAuthEvent> event) {
        String words = event.getSimpleName().replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return "agent-auth." + words + ".v1";
    }

    private static Stream<Class<? extends AgentAuthEvent>> leaves(Class<? extends AgentAuthEvent> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(permitted -> leaves(permitted.asSubclass(AgentAuthEvent.class)));
    }
}
