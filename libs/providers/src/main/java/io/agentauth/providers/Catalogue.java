// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The providers that ship with this release, from the class path. Immutable; load it once. */
public final class Catalogue {
    private static final ObjectMapper YAML = JsonMapper.builder(new YAMLFactory())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final Map<String, Provider> providers;

    private Catalogue(Map<String, Provider> providers) {
        this.providers = providers;
    }

    /**
     * Reads every file that {@code providers/catalogue.txt} names.
     *
     * @throws UncheckedIOException if one is missing or malformed, which the build's tests rule out
     */
    public static Catalogue load() {
        Map<String, Provider> providers = new LinkedHashMap<>();
        for (String id : listed()) {
            Provider provider = read(id);
            if (!provider.id().equals(id)) {
                throw new UncheckedIOException(
                        new IOException("providers/" + id + ".yaml says it is " + provider.id()));
            }
            providers.put(id, provider);
        }
        return new Catalogue(providers);
    }

    /** The provider with that id. */
    public Optional<Provider> find(String id) {
        return Optional.ofNullable(providers.get(id));
    }

    /** All of them, by id. Whoever lists them for people leaves out those that are {@link Provider#isForTesting for testing}. */
    public List<Provider> all() {
        return List.copyOf(providers.values());
    }

    private static List<String> listed() {
        try (InputStream file = open("catalogue.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Provider read(String id) {
        try (InputStream file = open(id + ".yaml")) {
            return YAML.readValue(file, Provider.class);
        } catch (IOException e) {
            throw new UncheckedIOException("providers/" + id + ".yaml", e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream file = Catalogue.class.getResourceAsStream("/providers/" + name);
        if (file == null) {
            throw new IOException("there is no providers/" + name);
        }
        return file;
    }
}
