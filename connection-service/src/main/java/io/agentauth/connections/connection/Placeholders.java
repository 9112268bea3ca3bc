// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.problems.ProblemException;
import io.agentauth.providers.Placeholder;
import io.agentauth.providers.Provider;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an application puts into a provider's addresses. It is said once: another value is another token endpoint, and a token must never be
 * presented to another endpoint than the one that it is from.
 */
public final class Placeholders {
    private static final String FIELD = "settings.placeholders";

    private Placeholders() {}

    /**
     * All values of a connection: {@code wanted}, else what it has, else the provider's usual ones; null where the provider has no placeholders.
     *
     * @param before those of the connection that is changed; null for a new one
     */
    public static @Nullable Map<String, String> values(
            Provider provider, @Nullable Map<String, String> before, @Nullable Map<String, String> wanted) {
        Map<String, String> named = wanted == null ? Map.of() : wanted;
        named.keySet().forEach(name -> requireKnown(provider, name));
        Map<String, String> values = new TreeMap<>(before == null ? provider.usualValues() : before);
        values.putAll(named);
        if (before != null && !values.equals(before)) {
            throw ProblemException.invalidField(FIELD, "They cannot be changed; create another connection.");
        }
        provider.placeholders().forEach((name, placeholder) -> check(name, placeholder, values.get(name)));
        return values.isEmpty() ? null : values;
    }

    private static void requireKnown(Provider provider, String name) {
        Placeholder placeholder = provider.placeholders().get(name);
        if (placeholder == null || !placeholder.isAsked()) {
            throw ProblemException.invalidField(
                    FIELD,
                    provider.name() + " has none of that name; GET /v1/providers/" + provider.id() + " has its own.");
        }
    }

    private static void check(String name, Placeholder placeholder, @Nullable String value) {
        if (!placeholder.isAsked()) {
            return;
        }
        if (value == null) {
            throw ProblemException.invalidField(FIELD + "." + name, placeholder.label() + " is missing.");
        }
        if (!placeholder.accepts(value)) {
            throw ProblemException.invalidField(FIELD + "." + name, placeholder.wanted());
        }
    }
}
