// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.providers.Catalogue;
import io.agentauth.providers.OAuth1;
import io.agentauth.providers.Provider;
import io.agentauth.providers.UrlTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The file that sends what is meant for real providers to the emulator. The services accept it in development only. */
final class Overlay {
    private Overlay() {}

    /**
     * Writes it.
     *
     * @param real whether only providers that are made for testing are sent to the emulator
     */
    static void write(Path file, int emulatorPort, Set<URI> testIssuers, boolean real) {
        StringBuilder text = new StringBuilder("origins:\n");
        String emulator = "http://localhost:" + emulatorPort;
        origins(real)
                .forEach((origin, provider) -> text.append("  \"%s\": \"%s/%s/%s\"\n"
                        .formatted(
                                origin, emulator, provider, URI.create(origin).getAuthority())));
        text.append("test_issuers:\n  - \"" + emulator + "\"\n");
        testIssuers.forEach(issuer -> text.append("  - \"" + issuer + "\"\n"));
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("the overlay file cannot be written", e);
        }
    }

    /** Each origin that a provider of the catalogue, or of its part for testing, is spoken to at, with the id of the first that is. */
    private static Map<String, String> origins(boolean forTestingAlone) {
        Map<String, String> origins = new TreeMap<>();
        for (Provider provider : Catalogue.load().all()) {
            if (forTestingAlone && !provider.isForTesting()) {
                continue;
            }
            endpoints(provider.filledWith(provider.usualValues()))
                    .forEach(uri -> origins.putIfAbsent(uri.getScheme() + "://" + uri.getAuthority(), provider.id()));
        }
        return origins;
    }

    /** Its origin, whatever stands in its path; null where the host is for a connection to say. */
    private static @Nullable URI origin(UrlTemplate endpoint) {
        String origin = endpoint.value().replaceFirst("^(https://[^/?#]+).*", "$1");
        return origin.indexOf('{') < 0 ? URI.create(origin) : null;
    }

    private static Stream<URI> endpoints(Provider provider) {
        return Stream.concat(Stream.concat(addresses(provider), exchanges(provider)), signed(provider));
    }

    private static Stream<URI> exchanges(Provider provider) {
        return Stream.of(
                        Optional.ofNullable(provider.token().longer()),
                        Optional.ofNullable(provider.token().itself()))
                .flatMap(Optional::stream)
                .map(exchange -> origin(exchange.endpoint()))
                .filter(Objects::nonNull);
    }

    /** The steps of OAuth 1.0a. */
    private static Stream<URI> signed(Provider provider) {
        OAuth1 steps = provider.oauth1();
        return steps == null
                ? Stream.empty()
                : Stream.of(steps.requestToken(), steps.authorization(), steps.accessToken())
                        .flatMap(address -> Stream.ofNullable(address.uri()));
    }

    private static Stream<URI> addresses(Provider provider) {
        return Stream.concat(
                        Stream.of(
                                        provider.authorization().endpoint(),
                                        provider.authorization().pushed() == null
                                                ? null
                                                : provider.authorization()
                                                        .pushed()
                                                        .endpoint(),
                                        provider.authorization().device() == null
                                                ? null
                                                : provider.authorization()
                                                        .device()
                                                        .endpoint(),
                                        provider.token().endpoint(),
                                        provider.token().refreshEndpoint(),
                                        provider.identity() == null
                                                ? null
                                                : provider.identity().endpoint(),
                                        provider.revocation() == null
                                                ? null
                                                : provider.revocation().endpoint())
                                .filter(Objects::nonNull)
                                .map(Overlay::origin),
                        Stream.of(provider.jwksUri()))
                .filter(Objects::nonNull);
    }
}
