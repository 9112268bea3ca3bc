// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where providers really are while developing: a file that maps their origins to an emulator's. The catalogue stays as it is in production,
 * and so does every line of code but this.
 *
 * <pre>{@code
 * origins:
 *   https://oauth2.googleapis.com: http://localhost:9400/gmail/oauth2.googleapis.com
 * test_issuers:
 *   - http://localhost:9400
 * }</pre>
 */
public final class Overlay {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Map<Origin, URI> origins;
    private final Set<Origin> trusted;

    private Overlay(Map<Origin, URI> origins, Set<Origin> trusted) {
        this.origins = Map.copyOf(origins);
        this.trusted = Set.copyOf(trusted);
    }

    /** Maps nothing. */
    public static Overlay none() {
        return new Overlay(Map.of(), Set.of());
    }

    /**
     * The overlay that {@code config} names.
     *
     * @throws IllegalStateException if there is one outside development: the start must fail
     * @throws UncheckedIOException if it cannot be read
     */
    public static Overlay of(UpstreamConfig config) {
        if (config.overlayFile().isEmpty()) {
            return none();
        }
        if (!config.mode().equals("development")) {
            throw new IllegalStateException("agent-auth.upstream.overlay-file is for agent-auth.mode=development only");
        }
        return read(config.overlayFile().get());
    }

    private static Overlay read(Path file) {
        try {
            Content content = YAML.readValue(file.toFile(), Content.class);
            Map<Origin, URI> origins = new HashMap<>();
            Set<Origin> trusted = new HashSet<>();
            content.origins().forEach((from, to) -> {
                origins.put(Origin.require(from), to);
                trusted.add(Origin.require(to));
            });
            content.testIssuers().forEach(issuer -> trusted.add(loopback(issuer)));
            return new Overlay(origins, trusted);
        } catch (IOException e) {
            throw new UncheckedIOException("agent-auth.upstream.overlay-file", e);
        }
    }

    private static Origin loopback(URI issuer) {
        Origin origin = Origin.require(issuer);
        if (!origin.isLoopback()) {
            throw new IllegalStateException("a test issuer is on this machine: " + issuer);
        }
        return origin;
    }

    /** Where {@code uri} really is; itself where the overlay says nothing. Also for the URL that a browser is sent to. */
    public URI browserUrl(URI uri) {
        Origin origin = Origin.of(uri);
        URI to = origin == null ? null : origins.get(origin);
        if (to == null) {
            return uri;
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(to.toString().replaceAll("/+$", "") + path + query);
    }

    /** Origins that may be called wherever they lead. */
    Set<Origin> trusted() {
        return trusted;
    }

    record Content(Map<URI, URI> origins, @JsonProperty("test_issuers") List<URI> testIssuers) {
        Content(@Nullable Map<URI, URI> origins, @Nullable List<URI> testIssuers) {
            this.origins = origins == null ? Map.of() : origins;
            this.testIssuers = testIssuers == null ? List.of() : testIssuers;
        }
    }
}
