// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What people read about a provider. No code asks it.
 *
 * @param setup how to register an application there, step by step
 * @param docs the provider's own documentation
 * @param links to pages of it, by topic
 * @param notes what surprises
 * @param unconfirmed what is written in this file without proof
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Guide(
        List<String> setup, @Nullable URI docs, Map<String, URI> links, List<String> notes, List<String> unconfirmed) {
    /** Nothing to read. */
    static final Guide NONE = new Guide(null, null, null, null, null);

    public Guide(
            @Nullable List<String> setup,
            @Nullable URI docs,
            @Nullable Map<String, URI> links,
            @Nullable List<String> notes,
            @Nullable List<String> unconfirmed) {
        this.setup = setup == null ? List.of() : List.copyOf(setup);
        this.docs = docs;
        this.links = links == null ? Map.of() : new TreeMap<>(links);
        this.notes = notes == null ? List.of() : List.copyOf(notes);
        this.unconfirmed = unconfirmed == null ? List.of() : List.copyOf(unconfirmed);
    }
}
