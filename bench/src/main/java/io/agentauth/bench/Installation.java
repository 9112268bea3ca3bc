// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.process.Child;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The product as it is measured: one of each service, fsync on, limits out of the way, and a connection to the emulated provider. */
final class Installation implements AutoCloseable {
    private static final String LIMIT = "1000000000";

    private final LocalStack stack;
    private final String connectionId;

    private Installation(LocalStack stack) {
        this.stack = stack;
        JsonNode connection = Api.require(new Api(stack.baseUrl(), stack.apiKey())
                .post(
                        "/v1/connections",
                        Map.of(
                                "provider",
                                "emulator",
                                "auth_type",
                                "oauth2",
                                "name",
                                "benchmark",
                                "credentials",
                                Map.of("client_id", "benchmark", "client_secret", "emulator-client-secret"))));
        connectionId = connection.path("id").asText();
    }

    static Installation start(Path data) {
        return new Installation(LocalStack.builder()
                .freePorts()
                .data(data)
                .optimised()
                .config(Part.CALLBACK_GATEWAY, "agent-auth.gateway.rate-limit.per-key", LIMIT)
                .config(Part.CALLBACK_GATEWAY, "agent-auth.gateway.rate-limit.per-address", LIMIT)
                .start());
    }

    /** How long {@code ./agent-auth up} takes the second time on its data: the first one writes down the classes that the next ones load. */
    static Duration timeToReady() throws IOException {
        Path data = Files.createTempDirectory("agent-auth-bench-start");
        LocalStack.builder().freePorts().data(data).start().close();
        long began = System.nanoTime();
        try (LocalStack _ = LocalStack.builder().freePorts().data(data).start()) {
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }

    Path data() {
        return stack.data();
    }

    URI gateway() {
        return stack.baseUrl();
    }

    URI emulator() {
        return stack.emulatorUrl();
    }

    /** Where a part listens, on loopback. */
    int port(Part part) {
        return stack.internalUrl(part).getPort();
    }

    String connectionId() {
        return connectionId;
    }

    String apiKey() {
        return stack.apiKey();
    }

    /** The header line that authenticates the application. */
    String authorization() {
        return "Authorization: Bearer " + stack.apiKey() + "\r\n";
    }

    /** Everything but this process. */
    Processes product() {
        return new Processes(stack.roots().stream().map(ProcessHandle::pid).toList());
    }

    /** Everything but this process and the emulated provider: what an operator would run. */
    Processes withoutEmulator() {
        List<Long> emulator = stack.children().stream()
                .filter(child -> child.name().equals(Part.EMULATOR.wireName()))
                .map(Child::pid)
                .toList();
        return new Processes(stack.roots().stream()
                .map(ProcessHandle::pid)
                .filter(pid -> !emulator.contains(pid))
                .toList());
    }

    Connection database(Part owner) throws SQLException {
        return DriverManager.getConnection(stack.superuserJdbcUrl(owner));
    }

    /** How long the emulated provider's access tokens live from now on. */
    void accessTokenSeconds(int seconds) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(emulator().resolve("/_emulator/switches?provider=emulator"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"access_lifetime\":" + seconds + "}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException("the emulator refused the switch: " + answer.body());
            }
        }
    }

    @Override
    public void close() {
        stack.close();
    }
}
