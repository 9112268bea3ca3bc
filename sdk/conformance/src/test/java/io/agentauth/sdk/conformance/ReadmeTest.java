// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.sdk.AgentAuth;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every block of code in an SDK's README runs as it is written there: the quickstart by itself, the blocks after it as one program. */
class ReadmeTest {
    private static final String API_KEY = "aa_test_0000000000000000000000000000000000000000000scripted";
    private static final String QUICKSTART = "the quickstart";
    private static final String REST = "what a README shows after its quickstart";
    private static final String CONNECT_AGAIN = "Connect again: https://connect.example/connect/abc";

    private static ScriptedServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        server = ScriptedServer.start(Sdk.FOLDER.resolve("conformance"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void javascriptQuickstart() throws Exception {
        assertThat(perform(QUICKSTART, Sdk.node("test/readme.js", "quickstart")))
                .contains("Send the person to https://connect.example/connect/abc", "valid until 2026-01-31T13:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "expired"})
    void javascriptStory(String status) throws Exception {
        String scenario = "the story: an account that " + (status.equals("active") ? "is active" : "has expired");

        assertThat(perform(scenario, Sdk.node("test/readme.js", "story"))).contains("connect/abc " + status);
    }

    @Test
    void javascriptRest() throws Exception {
        assertThat(perform(REST, Sdk.node("test/readme.js", "rest")))
                .contains(CONNECT_AGAIN, "https://api.example.com/items?version=2", "'x-api-key'");
    }

    @Test
    void javascriptFromACheckoutIsImportedAndRequired() throws Exception {
        Path checkout = Sdk.FOLDER.resolve("javascript");
        Files.deleteIfExists(checkout.resolve("dist/index.cjs"));
        run("npm", "install", "--offline", "--silent", checkout.toString());

        assertThat(run("node", "-e", "console.log(typeof require('@agentauth/sdk').AgentAuth)"))
                .contains("function");
        assertThat(run("node", "-e", "console.log(typeof require('@agentauth/sdk/connect').openConnect)"))
                .contains("function");
        assertThat(run(
                        "node",
                        "--input-type=module",
                        "-e",
                        "import { AgentAuth } from '@agentauth/sdk'; console.log(typeof AgentAuth)"))
                .contains("function");
    }

    @Test
    void pythonQuickstart() throws Exception {
        assertThat(perform(QUICKSTART, Sdk.python("tests/readme.py", "quickstart")))
                .contains("Send the person to https://connect.example/connect/abc", "valid until 2026-01-31 13:00:00");
    }

    @Test
    void pythonQuickstartWithAsyncio() throws Exception {
        assertThat(perform("a list of what is active", Sdk.python("tests/readme.py", "asyncio")))
                .contains("user_1\nuser_2");
    }

    @Test
    void pythonRest() throws Exception {
        assertThat(perform(REST, Sdk.python("tests/readme.py", "rest")))
                .contains(CONNECT_AGAIN, "['X-Api-Key'] and the parameters ['version']");
    }

    @Test
    void javaQuickstart() throws Exception {
        String program = blocks("java/README.md", "java").getFirst();

        assertThat(perform(QUICKSTART, java("Quickstart.java", program)))
                .contains("Send the person to https://connect.example/connect/abc", "valid until 2026-01-31T13:00:00Z");
    }

    @Test
    void javaRest() throws Exception {
        String program =
                """
                import io.agentauth.sdk.*;
                import java.net.URI;
                import java.net.http.HttpRequest;
                import java.util.Map;

                class Rest {
                    public static void main(String[] args) {
                        AgentAuth agentAuth = AgentAuth.fromEnvironment();
                        Account account = agentAuth.accounts().get("acc_1");
                        %s
                    }
                }
                """
                        .formatted(rest(blocks("java/README.md", "java")));

        assertThat(perform(REST, java("Rest.java", program)))
                .contains(CONNECT_AGAIN, "[X-Api-Key] and the parameters [version]");
    }

    @Test
    void goQuickstart() throws Exception {
        String program = blocks("go/README.md", "go").getFirst();

        assertThat(perform(QUICKSTART, go("quickstart.go", program)))
                .contains("Send the person to https://connect.example/connect/abc", "valid until 2026-01-31 13:00:00");
    }

    @Test
    void goRest() throws Exception {
        List<String> blocks = blocks("go/README.md", "go");
        String check = blocks.getFirst().substring(blocks.getFirst().indexOf("func check("));
        String program =
                """
                package main

                import (
                	"context"
                	"errors"
                	"fmt"
                	"log"
                	"net/http"

                	agentauth "agentauth.io/sdk-go"
                )

                func main() {
                	ctx := context.Background()
                	client, err := agentauth.New(agentauth.Options{})
                	check(err)
                	account, err := client.Accounts.Get(ctx, "acc_1")
                	check(err)
                	%s
                }

                %s
                """
                        .formatted(rest(blocks), check);

        assertThat(perform(REST, go("rest.go", program)))
                .contains(CONNECT_AGAIN, "a call to api.example.com has 1 header and 1 parameter");
    }

    private static String rest(List<String> blocks) {
        assertThat(blocks).hasSizeGreaterThan(1);
        return String.join("\n", blocks.subList(1, blocks.size()));
    }

    private static List<String> blocks(String readme, String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Sdk.FOLDER.resolve(readme)))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private Program java(String name, String text) throws IOException, URISyntaxException {
        Path file = Files.writeString(folder.resolve(name), text);
        return new Program(
                folder,
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(AgentAuth.class, ObjectMapper.class, JsonFactory.class, JsonIgnore.class),
                        file.toString()));
    }

    private String run(String program, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Tool.required(program)));
        command.addAll(List.of(words));
        return new Program(folder, Map.of(), command).run();
    }

    private static Program go(String name, String text) throws IOException {
        Path programs = Files.createDirectories(Sdk.FOLDER.resolve("conformance/target/go"));
        return Sdk.go("run", Files.writeString(programs.resolve(name), text).toString());
    }

    private static String classPath(Class<?>... of) throws URISyntaxException {
        List<String> places = new ArrayList<>();
        for (Class<?> each : of) {
            places.add(Path.of(each.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return String.join(File.pathSeparator, places);
    }

    /** Runs a program that knows nothing of scenarios; what it said. */
    private static String perform(String scenario, Program program) throws Exception {
        ScriptedServer.Performance performance = server.begin(scenario);
        Map<String, String> environment = new HashMap<>(program.environment());
        environment.putAll(Map.of("AGENT_AUTH_URL", performance.baseUrl(), "AGENT_AUTH_API_KEY", API_KEY));
        String said = new Program(program.folder(), environment, program.command()).run();
        assertThat(server.end(performance)).isEmpty();
        return said;
    }
}
