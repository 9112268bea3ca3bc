// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code seal}, {@code unseal} and {@code keys}: what an operator does to an installation, here or far away, by its public API and with the
 * installation key. It prints what the API answers. A command that no answer came to is sent again under the same key, and done once. Nothing but the JDK is needed: it runs from this one file.
 *
 * <p>Exits 0 when the API did it, 1 when it refused or could not be reached, 2 when the command is none.
 */
public final class Operator {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TRIES = 3;

    private Operator() {}

    /** What is called, and with which body; none for a question. */
    private record Call(String method, String path, String body) {}

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        Map<String, String> options = new HashMap<>();
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith("--") && i + 1 < args.length) {
                options.put(args[i].substring(2), args[++i]);
            } else {
                words.append(words.isEmpty() ? "" : " ").append(args[i]);
            }
        }
        Optional<Call> call = call(words.toString(), options.getOrDefault("reason", ""));
        if (call.isEmpty()) {
            err.println(
                    "error: there are seal --reason TEXT, unseal --reason TEXT, seal status, keys status and keys rotate");
            return 2;
        }
        try {
            return send(call.get(), options, out, err);
        } catch (IOException e) {
            err.println("error: " + options.get("url") + " cannot be reached, or the key file cannot be read: " + e);
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static Optional<Call> call(String words, String reason) {
        String body = "{\"reason\":\"" + escaped(reason) + "\"}";
        return switch (words) {
            case "seal" -> Optional.of(new Call("POST", "/v1/seal", body));
            case "unseal" -> Optional.of(new Call("POST", "/v1/unseal", body));
            case "seal status" -> Optional.of(new Call("GET", "/v1/seal", ""));
            case "keys status" -> Optional.of(new Call("GET", "/v1/keys", ""));
            case "keys rotate" -> Optional.of(new Call("POST", "/v1/keys/rotate", body));
            default -> Optional.empty();
        };
    }

    private static int send(Call call, Map<String, String> options, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        String key =
                Files.readString(Path.of(options.getOrDefault("key-file", ""))).strip();
        HttpRequest request = HttpRequest.newBuilder(URI.create(options.get("url") + call.path()))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(call.method(), HttpRequest.BodyPublishers.ofString(call.body()))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = send(client, request, TRIES);
            boolean isDone = answer.statusCode() < 300;
            (isDone ? out : err).println(answer.body());
            return isDone ? 0 : 1;
        }
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest request, int tries)
            throws IOException, InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            if (tries == 1) {
                throw e;
            }
            return send(client, request, tries - 1);
        }
    }

    /** As JSON wants it (RFC 8259 §7). */
    private static String escaped(String text) {
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.toString();
    }
}
