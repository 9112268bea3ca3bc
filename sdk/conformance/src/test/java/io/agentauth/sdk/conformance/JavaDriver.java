// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk.conformance;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.agentauth.sdk.AgentAuth;
import io.agentauth.sdk.AgentAuthException;
import io.agentauth.sdk.ConnectionException;
import io.agentauth.sdk.RateLimitException;
import io.agentauth.sdk.ReauthorizationRequiredException;
import io.agentauth.sdk.Timing;
import io.agentauth.sdk.WaitTimeoutException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Plays every scenario with the Java SDK. */
final class JavaDriver {
    static final ObjectMapper WIRE = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule().addSerializer(Instant.class, new Times()))
            .build();
    private static final int AT_ONCE = 8;
    private static final String API_KEY = "aa_test_0000000000000000000000000000000000000000000scripted";

    private final ScriptedServer server;

    JavaDriver(ScriptedServer server) {
        this.server = server;
    }

    /** As the drivers of the other languages: CONTROL-URL RUN-NAME. */
    public static void main(String[] args) throws Exception {
        try (ScriptedServer server = ScriptedServer.at(URI.create(args[0]))) {
            new JavaDriver(server).playAll(args[1]);
        }
    }

    void playAll(String run) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> played = new ArrayList<>();
            for (JsonNode scenario : server.ask("scenarios", null)) {
                played.add(threads.submit(() -> {
                    play(run, scenario);
                    return null;
                }));
            }
            for (Future<?> each : played) {
                each.get();
            }
        }
    }

    private void play(String run, JsonNode scenario) throws Exception {
        JsonNode begun = server.ask(
                "begin", Map.of("run", run, "scenario", scenario.path("name").asText()));
        String session = begun.path("session").asText();
        ScriptedTiming timing =
                new ScriptedTiming(scenario.path("client").path("now").asText("2026-01-31T12:00:00Z"));
        List<Map<String, Object>> outcomes = new ArrayList<>();
        AgentAuth client = null;
        for (JsonNode call : scenario.path("calls")) {
            try {
                if (client == null) {
                    client = client(
                            scenario.path("client"), begun.path("base_url").asText(), timing);
                }
                outcomes.add(outcome(client, call, session));
            } catch (RuntimeException e) {
                outcomes.add(Map.of("error", told(e)));
            }
        }
        server.ask("end/" + session, Map.of("outcomes", outcomes, "delays", timing.delays));
    }

    private static AgentAuth client(JsonNode options, String baseUrl, Timing timing) {
        AgentAuth.Builder client = AgentAuth.builder()
                .apiKey(options.path("api_key").asText(API_KEY))
                .baseUrl(
                        options.has("base_url")
                                ? options.path("base_url").asText()
                                : baseUrl + options.path("base_url_suffix").asText())
                .timeout(Duration.ofMillis(options.path("timeout_ms").asLong(20_000)))
                .timing(timing);
        return options.has("max_retries")
                ? client.maxRetries(options.path("max_retries").asInt()).build()
                : client.build();
    }

    private Map<String, Object> outcome(AgentAuth client, JsonNode call, String session) throws Exception {
        AgentAuth chosen = client;
        JsonNode options = call.path("options");
        if (options.has("timeout_ms")) {
            chosen = chosen.withTimeout(
                    Duration.ofMillis(options.path("timeout_ms").asLong()));
        }
        if (options.has("idempotency_key")) {
            chosen = chosen.withIdempotencyKey(options.path("idempotency_key").asText());
        }
        if (options.has("request_id")) {
            chosen = chosen.withRequestId(options.path("request_id").asText());
        }
        if (options.has("acting_user")) {
            chosen = chosen.withActingUser(options.path("acting_user").asText());
        }
        Thread canceller = canceller(call, session);
        try {
            Object value = JavaOperations.named(call.path("do").asText()).on(chosen, call.path("args"));
            Map<String, Object> outcome = new HashMap<>();
            outcome.put("result", WIRE.valueToTree(value));
            outcome.put("shown", value + "\n" + client + "\n" + chosen);
            return outcome;
        } finally {
            awaitEnd(canceller);
            boolean _ = Thread.interrupted();
        }
    }

    /** Its interruption, and the SDK's note of it, are meant for the call alone. */
    private static void awaitEnd(Thread canceller) {
        while (canceller != null && canceller.isAlive()) {
            try {
                canceller.join();
            } catch (InterruptedException _) {
                // Again, now that the note is gone.
            }
        }
    }

    private Thread canceller(JsonNode call, String session) {
        if (!call.has("cancel_after_requests")) {
            return null;
        }
        int count = call.path("cancel_after_requests").asInt();
        Thread caller = Thread.currentThread();
        if (count == 0) {
            caller.interrupt();
            return null;
        }
        return Thread.ofVirtual().start(() -> {
            try {
                server.ask("arrived/" + session + "/" + count, null);
                caller.interrupt();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Map<String, Object> told(RuntimeException e) {
        Map<String, Object> told = new HashMap<>();
        StringWriter shown = new StringWriter();
        e.printStackTrace(new PrintWriter(shown));
        told.put("shown", shown.toString());
        told.put("kind", kind(e));
        if (e instanceof AgentAuthException problem) {
            told.put("code", problem.code().orElse(null));
            told.put("status", problem.status().orElse(null));
            told.put("detail", problem.detail().orElse(null));
            told.put("request_id", problem.requestId().orElse(null));
            told.put("errors", WIRE.valueToTree(problem.errors()));
            told.put("provider_error", problem.providerError().orElse(null));
            told.put(
                    "retry_after", problem.retryAfter().map(Duration::toSeconds).orElse(null));
        }
        if (e instanceof RateLimitException limited) {
            told.put("limited_until", limited.limitedUntil().orElse(null));
        } else if (e instanceof ReauthorizationRequiredException reauthorization) {
            told.put("auth_url", reauthorization.authUrl().orElse(null));
        } else if (e instanceof ConnectionException connection) {
            told.put("timed_out", connection.timedOut());
        } else if (e instanceof WaitTimeoutException timeout) {
            told.put("account_status", timeout.account().status());
        }
        return told;
    }

    private static String kind(RuntimeException e) {
        if (e instanceof AgentAuthException) {
            return e.getClass()
                    .getSimpleName()
                    .replace("Exception", "")
                    .replaceAll("(?<=[a-z])([A-Z])", "_$1")
                    .toLowerCase(Locale.ROOT);
        }
        return e instanceof CancellationException
                ? "cancelled"
                : e instanceof IllegalArgumentException ? "usage" : e.toString();
    }

    /** Stands still, but for sleep, which it notes. */
    private static final class ScriptedTiming implements Timing {
        private final List<Double> delays = new ArrayList<>();
        private Instant now;

        private ScriptedTiming(String start) {
            now = Instant.parse(start);
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public void sleep(Duration pause) {
            delays.add(pause.toNanos() / 1e9);
            now = now.plus(pause);
        }
    }

    private static final class Times extends StdSerializer<Instant> {
        private Times() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(time.toString());
        }
    }
}
