// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The file that sends what is meant for real providers to the emulator. The services accept it in development only. */
final class Overlay {
    private static final Map<String, List<String>> ORIGINS = Map.of(
            "emulator", List.of("https://provider.emulator.test"),
            "gmail",
                    List.of(
                            "https://accounts.google.com",
                            "https://oauth2.googleapis.com",
                            "https://openidconnect.googleapis.com",
                            "https://www.googleapis.com",
                            "https://gmail.googleapis.com"),
            "github", List.of("https://github.com", "https://api.github.com"),
            "slack", List.of("https://slack.com"));

    private Overlay() {}

    static void write(Path file, int emulatorPort) {
        StringBuilder text = new StringBuilder("origins:\n");
        ORIGINS.forEach((provider, origins) -> origins.forEach(origin -> text.append("  \"")
                .append(origin)
                .append("\": \"http://localhost:")
                .append(emulatorPort)
                .append('/')
                .append(provider)
                .append('/')
                .append(URI.create(origin).getHost())
                .append("\"\n")));
        text.append("test_issuers: [\"http://localhost:").append(emulatorPort).append("\"]\n");
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("the overlay file cannot be written", e);
        }
    }
}
