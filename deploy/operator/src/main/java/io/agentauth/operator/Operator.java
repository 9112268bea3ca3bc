// SPDX-License-Identifier: Apache-2.0
package io.agentauth.operator;

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
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * {@code seal}, {@code unseal} and {@code keys}: what an operator does to an installation, here or far away, by its public API and with the
 * installation key; and {@code revoke}, with a key of the environment. It prints what the API answers. A command that no answer came to is sent again under the same key, and done once. Nothing but the JDK is needed: it runs from this one file.
 *
 * <p>Exits 0 when the API did it, 1 when it refused or could not be reached, 2 when the command is none.
 */
public final class Operator {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TRIES = 3;
    private static final Set<String> NEEDED = Set.of("url", "key-file");
    private static final String REVOCATIONS = "/v1/revocations";
    private static final Pattern KEY = Pattern.compile("[!-~]{1,500}");
    private static final Pattern ID = Pattern.compile("[a-z0-9_]{1,64}");
    private static final Map<String, String> WHICH = new TreeMap<>(Map.of(
            "connection", "connection_id", "read-by", "read_by", "read-from", "read_from", "read-to", "read_to"));

    private Operator() {}

    /** What is called, with which body (none for a question), and which options it was made of. */
    private record Call(String method, String path, String body, Set<String> options) {
        static Call ask(String path, Set<String> options) {
            return new Call("GET", path, "", options);
        }

        /** Nothing that was said is left out: a word that is misspelt must not revoke or close more. */
        boolean takes(Set<String> said) {
            Set<String> known = new HashSet<>(options);
            known.addAll(NEEDED);
            return said.containsAll(NEEDED) && known.containsAll(said);
        }
    }

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        Map<String, String> options = new HashMap<>();
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < args.length; i++) {
            String option = args[i].startsWith("--") ? args[i].substring(2) : "";
            // Where and the key may be said again, after what is usual.
            if (!option.isEmpty() && i + 1 < args.length && (NEEDED.contains(option) || !options.containsKey(option))) {
                options.put(option, args[++i]);
            } else {
                words.append(words.isEmpty() ? "" : " ").append(args[i]);
            }
        }
        Optional<Call> call = call(words.toString(), options).filter(found -> found.takes(options.keySet()));
        if (call.isEmpty()) {
            err.println(
                    "error: there are seal --reason TEXT, unseal --reason TEXT, seal status, keys status, keys rotate,"
                            + " revoke all, revoke some [--connection ID] [--read-by KEY] [--read-from TIME] [--read-to TIME] and"
                            + " revoke status --id REVOCATION; each with --url URL and --key-file FILE");
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
        } catch (IllegalArgumentException e) {
            err.println("error: --url is not an address that begins with http:// or https://");
            return 2;
        }
    }

    /**
     * Reads a key's file.
     *
     * @throws IOException if it cannot be read or has anything else than one key, of which nothing is quoted
     */
    public static String readKey(Path file) throws IOException {
        String key = Files.readString(file).strip();
        if (!KEY.matcher(key).matches()) {
            throw new IOException(file + " has something else than one key in one line");
        }
        return key;
    }

    private static Optional<Call> call(String words, Map<String, String> options) {
        String reason = "{\"reason\":\"" + escaped(options.getOrDefault("reason", "")) + "\"}";
        return switch (words) {
            case "seal" -> Optional.of(new Call("POST", "/v1/seal", reason, Set.of("reason")));
            case "unseal" -> Optional.of(new Call("POST", "/v1/unseal", reason, Set.of("reason")));
            case "seal status" -> Optional.of(Call.ask("/v1/seal", Set.of()));
            case "keys status" -> Optional.of(Call.ask("/v1/keys", Set.of()));
            case "keys rotate" -> Optional.of(new Call("POST", "/v1/keys/rotate", reason, Set.of("reason")));
            case "revoke all" -> Optional.of(new Call("POST", REVOCATIONS, "{\"all\":true}", Set.of()));
            case "revoke some" -> Optional.of(new Call("POST", REVOCATIONS, which(options), WHICH.keySet()));
            case "revoke status" ->
                Optional.ofNullable(options.get("id"))
                        .filter(id -> ID.matcher(id).matches())
                        .map(id -> Call.ask(REVOCATIONS + "/" + id, Set.of("id")));
            default -> Optional.empty();
        };
    }

    /** Which accounts; without any the API refuses it, so that nobody revokes everything by leaving something out. */
    private static String which(Map<String, String> options) {
        StringJoiner members = new StringJoiner(",", "{", "}");
        WHICH.forEach((option, member) -> {
            String value = options.get(option);
            if (value != null) {
                members.add("\"" + member + "\":\"" + escaped(value) + "\"");
            }
        });
        return members.toString();
    }

    private static int send(Call call, Map<String, String> options, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        String key = readKey(Path.of(options.getOrDefault("key-file", "")));
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
