// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Program;
import io.agentauth.e2e.support.Shown;
import io.agentauth.e2e.support.Tools;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.api.Api;
import io.agentauth.sdk.AgentAuth;
import io.agentauth.testkit.ProjectRoot;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A part of the SDKs' conformance suite, at real services: every SDK plays it with the driver that it has for the scripted server. */
abstract class SdksAtRealServices {
    private static final Path SDK = ProjectRoot.find().resolve("sdk");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Program server;
    private static URI address;

    @BeforeAll
    static void start() throws IOException {
        Path folder = scenarios(facts(TwoOfEverythingIT.stack()));
        server = Program.start(
                SDK.resolve("conformance"),
                Map.of(),
                List.of(Program.require("python3"), "server.py", folder.toString()));
        address = URI.create("http://127.0.0.1:" + server.heard("listening (\\d+)"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void javascript() throws IOException {
        play("javascript", "javascript", Program.require("node"), "test/driver.js");
    }

    @Test
    void python() throws IOException {
        play("python", "python", Program.require("python3"), "tests/driver.py");
    }

    @Test
    void pythonWithAsyncio() throws IOException {
        play("python-asyncio", "python", Program.require("python3"), "tests/driver.py");
    }

    @Test
    void go() throws IOException {
        play("go", "go", Program.require("go"), "run", "./internal/driver");
    }

    @Test
    void java() throws IOException {
        String classPath = Shown.classPath(AgentAuth.class, ObjectMapper.class, JsonFactory.class, JsonIgnore.class)
                + File.pathSeparator
                + SDK.resolve("conformance/target/test-classes");
        play(
                "java",
                "java",
                Program.java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "io.agentauth.sdk.conformance.JavaDriver");
    }

    private static void play(String run, String folder, String... driver) throws IOException {
        List<String> command = Stream.concat(Stream.of(driver), Stream.of(address.toString(), run))
                .toList();
        try (Program program = Program.start(
                SDK.resolve(folder),
                Map.of("GOPROXY", "off", "GOFLAGS", "-mod=mod", "GOTOOLCHAIN", "local", "CGO_ENABLED", "0"),
                command)) {
            program.end();
        }
        JsonNode report =
                JSON.readTree(address.resolve("/control/report/" + run).toURL());

        assertThat(report).isNotEmpty().allSatisfy(verdict -> assertThat(verdict.path("failures"))
                .as(verdict.path("scenario").asText())
                .isEmpty());
    }

    /** The scenarios, with what there is in this installation. */
    private static Path scenarios(Map<String, String> facts) throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Tools.folder("conformance")), "real");
        try (Stream<Path> files = Files.list(SDK.resolve("conformance/real"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                for (Map.Entry<String, String> fact : facts.entrySet()) {
                    text = text.replace("${" + fact.getKey() + "}", fact.getValue());
                }
                assertThat(text).doesNotContain("${");
                Files.writeString(folder.resolve(file.getFileName()), text);
            }
        }
        return folder;
    }

    private static Map<String, String> facts(LocalStack stack) {
        Map<String, String> facts = new HashMap<>();
        facts.put("url", stack.baseUrl().toString());
        facts.put("key", stack.apiKey());
        facts.put("environment", stack.environmentId());
        facts.put("reader", reader(stack));
        Application usual = Application.strict(stack);
        facts.put("connection", usual.connectionId());
        facts.put("active", usual.connected("active"));
        facts.put("token", usual.token(facts.get("active")));
        facts.put("paused", usual.connected("paused"));
        facts.put("pending", usual.account("pending"));
        expired(stack, facts);
        Application paged = Application.strict(stack);
        List.of("user_1", "user_2", "user_3", "user_4", "user_5").forEach(paged::account);
        facts.put("paged", paged.connectionId());
        Application limited = Application.strict(stack);
        facts.put("limited", limited.connected("limited"));
        limited.truth().switches("{'faults': [{'kind': 'rate_limit', 'of': 'REFRESH', 'seconds': 600}]}");
        return facts;
    }

    private static void expired(LocalStack stack, Map<String, String> facts) {
        Application application = Application.strict(stack);
        String account = application.connected("expired");
        application.truth().takeBack();
        assertThat(application.refresh(account).text("code")).isEqualTo("reauthorization_required");
        facts.put("expired", account);
        facts.put("reauth_url", application.read(account).path("reauth_url").asText());
    }

    private static String reader(LocalStack stack) {
        Map<String, ?> wanted =
                Map.of("name", "reader", "environment_id", stack.environmentId(), "scopes", List.of("accounts:read"));
        return Api.require(new Api(stack.baseUrl(), stack.installationKey()).post("/v1/api-keys", wanted))
                .path("key")
                .asText();
    }
}
