// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Refused;
import io.agentauth.localstack.demo.Demo;
import io.agentauth.localstack.demo.Scene;
import io.agentauth.localstack.process.PartFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The demo's story on an installation that somebody else started: {@code --url URL --emulator URL --installation-key-file FILE}. It waits until the
 * door answers, and makes an environment for itself.
 */
final class ElsewhereRun {
    private static final Duration READY_MAX = Duration.ofMinutes(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** So many answers in a row: services that have only just started may not answer each other yet. */
    private static final int ANSWERS = 5;

    private final Console console;
    private final URI url;
    private final URI emulator;
    private final String installationKey;

    ElsewhereRun(Console console, List<String> words) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            options.put(words.get(i), words.get(i + 1));
        }
        this.console = console;
        url = URI.create(required(options, "--url"));
        emulator = URI.create(required(options, "--emulator"));
        installationKey = read(Path.of(required(options, "--installation-key-file")));
    }

    int run() {
        Api operator = new Api(url, installationKey);
        console.line("Waiting for " + url);
        awaitDoor(operator);
        String environment = Api.require(operator.post(
                        "/v1/environments",
                        Map.of(
                                "name",
                                "story",
                                "kind",
                                "development",
                                "verification",
                                "none",
                                "return_urls",
                                List.of(Scene.HOME))))
                .path("id")
                .asText();
        Scene scene = new Scene(url, emulator, installationKey, environment, Optional.empty());
        return new Demo(console, scene).run() ? 0 : 1;
    }

    private void awaitDoor(Api operator) {
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        int answers = 0;
        while (answers < ANSWERS) {
            String said = "nothing";
            try {
                Api.Answer answer = operator.get("/v1/environments");
                answers = answer.status() == 200 ? answers + 1 : 0;
                said = answer.status() + " " + answer.text("code");
            } catch (Refused e) {
                answers = 0;
                said = e.getMessage();
            }
            if (System.nanoTime() > deadline) {
                throw new PartFailed(url + " is not ready after " + READY_MAX.toSeconds() + " s; last: " + said);
            }
            rest();
        }
    }

    private static void rest() {
        try {
            Pause.of(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailed("interrupted");
        }
    }

    private static String required(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new PartFailed(name + " is missing");
        }
        return value;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the installation key cannot be read", e);
        }
    }
}
