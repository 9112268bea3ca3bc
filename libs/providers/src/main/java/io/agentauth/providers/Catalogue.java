// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The providers that ship with this release, from the class path. A file is read when its provider is first asked for, so that whoever needs
 * three of them does not wait for all.
 */
public final class Catalogue {
    private static final Pattern NAME = Pattern.compile("[a-z]+");

    private final Set<String> ids;
    private final Map<String, ObjectNode> families = new ConcurrentHashMap<>();
    private final Map<String, Provider> providers = new ConcurrentHashMap<>();

    private Catalogue(Set<String> ids) {
        this.ids = ids;
    }

    /**
     * The catalogue of the ids in {@code providers/catalogue.txt}.
     *
     * @throws UncheckedIOException if it is missing, which the build's tests rule out; so do all methods for a file that is missing or malformed
     */
    public static Catalogue load() {
        return new Catalogue(text("catalogue.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .collect(LinkedHashSet::new, Set::add, Set::addAll));
    }

    /** The provider with that id. */
    public Optional<Provider> find(String id) {
        return ids.contains(id) ? Optional.of(providers.computeIfAbsent(id, this::read)) : Optional.empty();
    }

    /**
     * All of them, in the order of {@code catalogue.txt}. The first call reads every file, which takes a while. Whoever lists them for people
     * leaves out those that are {@link Provider#isForTesting for testing}.
     */
    public List<Provider> all() {
        return ids.stream().flatMap(id -> find(id).stream()).toList();
    }

    private Provider read(String id) {
        try {
            Provider provider =
                    Sheet.parse(text(id + ".yaml")).merged(this::family).provider();
            if (!provider.id().equals(id)) {
                throw new IOException("it says that it is " + provider.id());
            }
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException("providers/" + id + ".yaml", e);
        }
    }

    /** What the members of a family share; for whoever merges a file that is not in here. */
    public Optional<ObjectNode> family(String name) {
        String file = "families/" + name + ".yaml";
        if (!NAME.matcher(name).matches() || Catalogue.class.getResource("/providers/" + file) == null) {
            return Optional.empty();
        }
        return Optional.of(families.computeIfAbsent(name, _ -> {
            try {
                return Sheet.parse(text(file)).members();
            } catch (IOException e) {
                throw new UncheckedIOException("providers/" + file, e);
            }
        }));
    }

    private static String text(String name) {
        try (InputStream file = Catalogue.class.getResourceAsStream("/providers/" + name)) {
            if (file == null) {
                throw new IOException("there is no providers/" + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
