// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.testkit.ServersResource;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Access log, application log, spans and metrics all switched on: none may hold what opens a flow. */
@QuarkusTest
@TestProfile(LeakageComponentTest.Talkative.class)
@WithTestResource(FakeServices.class)
@WithTestResource(ServersResource.class)
class LeakageComponentTest {
    /** Everything is logged and traced. */
    public static class Talkative implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "agent-auth.public-url", "https://auth.example",
                    "quarkus.http.access-log.enabled", "true",
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.exporter.otlp.endpoint", "http://127.0.0.1:1");
        }
    }

    /** Writes down each finished span. */
    @ApplicationScoped
    static class Spans implements SpanProcessor {
        static final List<String> ENDED = new CopyOnWriteArrayList<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ENDED.add(span.toSpanData().toString());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    private static final String HANDLE = "handle-canary-abcdefgh";
    private static final List<String> CANARIES = List.of(
            "code-canary", "state-canary", "cookie-canary", HANDLE, "query-canary", FakeServices.ENVIRONMENT_KEY);

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(record.getLoggerName() + " " + new Plain().formatMessage(record) + " " + record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private static final class Plain extends Formatter {
        @Override
        public String format(LogRecord record) {
            return record instanceof org.jboss.logmanager.ExtLogRecord extended
                    ? extended.getFormattedMessage()
                    : formatMessage(record);
        }
    }

    @BeforeEach
    void listen() {
        FakeServices.reset();
        FakeServices.ANSWERS.put("/internal/connect/view", new FakeServices.Answer(200, Prepared.view("ready")));
        Logger.getLogger("").addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(listener);
    }

    @Test
    @DisplayName("G1: no log, span or metric holds what a callback brings, nor a key")
    void noLogSpanOrMetricHoldsCodeStateHandleCookieQueryOrKey() throws Exception {
        callbacks();
        Door.send(Door.withKey("/v1/accounts?identifier=query-canary"));
        Door.get("/connect/" + HANDLE);

        await().until(() -> Spans.ENDED.stream().anyMatch(span -> span.contains("/connect/")));
        await().until(() -> lines.stream().anyMatch(line -> line.contains("/v1/accounts")));
        assertThat(lines).noneMatch(line -> CANARIES.stream().anyMatch(line::contains));
        assertThat(Spans.ENDED).noneMatch(span -> CANARIES.stream().anyMatch(span::contains));
        assertThat(metrics()).contains("http_server_requests").satisfies(text -> assertThat(CANARIES)
                .noneMatch(text::contains));
    }

    @Test
    @DisplayName("G10: line breaks and terminal codes forge no line of a log")
    void logLinesCannotBeForged() {
        Door.send(Door.withKey("/v1/accounts?a=%0d%0aforged-line").header("X-Request-Id", "bad id [31m"));
        Door.get("/v1/%0d%0aforged-line");

        await().until(() -> lines.stream().anyMatch(line -> line.contains("/v1/accounts")));
        assertThat(lines).noneMatch(line -> line.contains("\nforged") || line.contains("\u001b"));
    }

    @Test
    @DisplayName(
            "I6: at an https address every answer tells browsers to come by https alone, to guess nothing and to stay apart")
    void everyAnswerHasTheHeadersThatBrowsersProtectBy() {
        assertThat(List.of(
                        Door.get("/"), Door.get("/connect/" + HANDLE), Door.get("/nothing"), Door.get("/v1/accounts")))
                .allSatisfy(answer -> {
                    assertThat(Door.header(answer, "Strict-Transport-Security"))
                            .isEqualTo("max-age=63072000; includeSubDomains");
                    assertThat(Door.header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
                    assertThat(Door.header(answer, "Cross-Origin-Opener-Policy"))
                            .isEqualTo("same-origin");
                    assertThat(Door.header(answer, "Cross-Origin-Resource-Policy"))
                            .isEqualTo("same-origin");
                });
    }

    private static void callbacks() {
        HttpRequest.Builder callback = Door.to("/oauth/callback/ctx1?code=code-canary&state=state-canary")
                .header("Cookie", "__Host-aa-f=cookie-canary");
        for (JsonObject answer : List.of(
                Prepared.callback("unknown", ""),
                Prepared.callback("completed", "auth_01h455vb4pex5vsknk084sn02q"),
                Prepared.callback("completed", "not-an-id"))) {
            FakeServices.ANSWERS.put("/internal/callbacks", new FakeServices.Answer(200, answer));
            Door.send(callback.copy());
        }
        FakeServices.SILENT.add("/internal/callbacks");
        Door.send(callback.copy());
    }

    private static String metrics() throws Exception {
        int port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/q/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
