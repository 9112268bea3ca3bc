// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What the processes of a stack have logged so far; the provider is not ours. */
public final class Logs {
    private static final String THE_PROVIDERS = "emulator";

    private final Path folder;

    public Logs(LocalStack stack) {
        folder = stack.logs();
    }

    /** None of these is written anywhere. A failure names the file, and of the secret its beginning only. */
    public void assertFreeOf(Collection<String> secrets) {
        assertThat(secrets).as("secrets to look for").isNotEmpty().allMatch(secret -> secret.length() >= 12);
        for (Path file : files()) {
            String text = text(file);
            assertThat(secrets.stream()
                            .filter(text::contains)
                            .map(secret -> secret.substring(0, 8) + "…")
                            .toList())
                    .as("secrets in %s", file.getFileName())
                    .isEmpty();
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> ours =
                    files.filter(file -> !name(file).startsWith(THE_PROVIDERS)).toList();
            for (Part service : Part.services()) {
                assertThat(ours).as("logs").anyMatch(file -> name(file).startsWith(service.wireName()));
            }
            return ours;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
