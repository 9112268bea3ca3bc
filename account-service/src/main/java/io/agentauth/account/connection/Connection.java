// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connection;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.MachineGrant;
import io.agentauth.providers.StaticCredentials;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection as connection-service described it.
 *
 * @param scopes what is asked of every person
 * @param scopeWords the provider's words for its scopes
 * @param scopeCovers what a scope, once granted, includes under other names
 * @param slots the provider's kinds of tokens, the default one first
 * @param credentials what people enter instead of consenting, and where it goes; where nobody consents, what is said of each account; nothing
 *     where people consent
 * @param authorizeOrigin where the browser is sent to consent
 */
public record Connection(
        ConnectionId id,
        EnvironmentId environmentId,
        long version,
        String provider,
        String providerName,
        String authType,
        List<String> scopes,
        List<Scope> scopeWords,
        Map<String, List<String>> scopeCovers,
        List<String> slots,
        StaticCredentials credentials,
        String authorizeOrigin,
        boolean deleted) {
    /** A scope, and what it allows in a person's words. */
    public record Scope(String name, @Nullable String description) {}

    /** Whether people enter what the provider wants; there is no consent and nothing to renew. */
    public boolean isStatic() {
        return StaticCredentials.AUTH_TYPES.contains(authType);
    }

    /** Whether nobody consents: the application itself has the right to its tokens. */
    public boolean isMachine() {
        return MachineGrant.AUTH_TYPES.contains(authType);
    }

    /** The slot that is meant where none is named. */
    public String defaultSlot() {
        return slots.isEmpty() ? "main" : slots.getFirst();
    }

    /** What a person is asked for: the connection's scopes and {@code more}, each once. */
    public List<String> scopesWith(List<String> more) {
        Set<String> all = new LinkedHashSet<>(scopes);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** {@code names} with their words. */
    public List<Scope> described(List<String> names) {
        return names.stream()
                .map(name -> scopeWords.stream()
                        .filter(words -> words.name().equals(name))
                        .findFirst()
                        .orElse(new Scope(name, null)))
                .toList();
    }
}
