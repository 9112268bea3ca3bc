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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every SDK plays every scenario; each is a test. What the READMEs show runs as it is written there. */
class ConformanceTest {
    private static final Path SDK = Path.of(System.getProperty("project.root", "../.."))
            .resolve("sdk")
            .toAbsolutePath()
            .normalize();
    private static final Path ERRORS = SDK.resolveSibling("docs").resolve("errors.md");
    private static final int SCENARIOS_MIN = 60;
    private static final String API_KEY = "aa_test_0000000000000000000000000000000000000000000scripted";

    private static ScriptedServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        server = ScriptedServer.start(SDK.resolve("conformance"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void everyProblemHasAScenario() throws Exception {
        List<String> scenarios = server.scenarios();

        assertThat(scenarios).hasSizeGreaterThan(SCENARIOS_MIN);
        try (Stream<String> lines = Files.lines(ERRORS)) {
            assertThat(lines.filter(line -> line.startsWith("## ")).map(line -> line.substring(3)))
                    .isNotEmpty()
                    .allSatisfy(code -> assertThat(scenarios)
                            .anyMatch(name -> name.startsWith("problem " + code + " is the typed error ")));
        }
    }

    @Test
    void aRunThatDoesNotHappenIsAFailure() throws Exception {
        assertThat(server.report("nobody")).isNotEmpty().allSatisfy((scenario, failures) -> assertThat(failures)
                .containsExactly("it was not played"));
    }

    @TestFactory
    Stream<DynamicTest> javascript() throws Exception {
        return play("javascript", node("test/driver.js", server.address().toString(), "javascript"));
    }

    @TestFactory
    Stream<DynamicTest> javascriptAsCommonJs() throws Exception {
        node("scripts/commonjs.js").run();
        return play(
                "javascript-commonjs", node("test/driver.js", server.address().toString(), "javascript-commonjs"));
    }

    @Test
    void javascriptInTheBrowser() throws Exception {
        assertThat(node("--test", "test/connect.test.js").run()).contains("# fail 0");
    }

    @Test
    void javascriptQuickstart() throws Exception {
        assertThat(perform("the quickstart", node("test/readme.js", "quickstart")))
                .contains("Send the person to https://connect.example/connect/abc", "valid until 2026-01-31T13:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "expired"})
    void javascriptStory(String status) throws Exception {
        String scenario = "the story: an account that " + (status.equals("active") ? "is active" : "has expired");

        assertThat(perform(scenario, node("test/readme.js", "story"))).contains("connect/abc " + status);
    }

    @TestFactory
    Stream<DynamicTest> python() throws Exception {
        return play(
                "python",
                python("tests/driver.py", server.address().toString(), "python"),
                "a blocking call of Python cannot be cancelled");
    }

    @TestFactory
    Stream<DynamicTest> pythonWithAsyncio() throws Exception {
        return play("python-asyncio", python("tests/driver.py", server.address().toString(), "python-asyncio"));
    }

    @Test
    void pythonPackage() throws Exception {
        assertThat(python("-W", "error", "-m", "unittest", "discover", "tests").run())
                .contains("OK");
    }

    @Test
    void pythonQuickstart() throws Exception {
        assertThat(perform("the quickstart", python("tests/readme.py", "quickstart")))
                .contains("Send the person to https://connect.example/connect/abc", "valid until 2026-01-31 13:00:00");
    }

    @Test
    void pythonQuickstartWithAsyncio() throws Exception {
        assertThat(perform("a list of what is active", python("tests/readme.py", "asyncio")))
                .contains("user_1\nuser_2");
    }

    @TestFactory
    Stream<DynamicTest> java() throws Exception {
        new JavaDriver(server).playAll("java");
        return tests("java");
    }

    @Test
    void javaQuickstart() throws Exception {
        Path program = Files.writeString(
                folder.resolve("Quickstart.java"), block("java/README.md", "```java\n(import .*?)```"));

        assertThat(perform(
                        "the quickstart",
                        new Program(
                                folder,
                                Map.of(),
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-cp",
                                        classPath(
                                                AgentAuth.class,
                                                ObjectMapper.class,
                                                JsonFactory.class,
                                                JsonIgnore.class),
                                        program.toString()))))
                .contains("Send the person to https://connect.example/connect/abc", "valid until 2026-01-31T13:00:00Z");
    }

    @TestFactory
    Stream<DynamicTest> go() throws Exception {
        return play("go", go("run", "./internal/driver", server.address().toString(), "go"));
    }

    @Test
    void goQuickstart() throws Exception {
        Path program = Files.writeString(
                Files.createDirectories(SDK.resolve("conformance/target/go")).resolve("quickstart.go"),
                block("go/README.md", "```go\n(package main.*?)```"));

        assertThat(perform("the quickstart", go("run", program.toString())))
                .contains("Send the person to https://connect.example/connect/abc", "valid until 2026-01-31 13:00:00");
    }

    @Test
    void goIsVetted() throws Exception {
        assertThat(go("vet", "./...").run()).isEmpty();
    }

    /** What it has to compile is there: nothing is fetched. */
    private static Program go(String... words) {
        Program program = program("go", Tool.GO, words);
        return new Program(
                program.folder(),
                Map.of("GOPROXY", "off", "GOFLAGS", "-mod=mod", "GOTOOLCHAIN", "local", "CGO_ENABLED", "0"),
                program.command());
    }

    private static String block(String readme, String pattern) throws IOException {
        Matcher block = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(SDK.resolve(readme)));
        assertThat(block.find()).as(readme).isTrue();
        return block.group(1);
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

    private static Program python(String... words) {
        return program("python", Tool.PYTHON, words);
    }

    private static Program node(String... words) {
        return program("javascript", Tool.NODE, words);
    }

    private static Program program(String folder, Tool tool, String... words) {
        return new Program(
                SDK.resolve(folder),
                Map.of(),
                Stream.concat(Stream.of(tool.require()), Stream.of(words)).toList());
    }

    /** The scenarios that a driver played, one test each; a driver that fails is one, too. */
    private static Stream<DynamicTest> play(String run, Program driver) throws Exception {
        driver.run();
        return tests(run);
    }

    private static Stream<DynamicTest> tests(String run) throws Exception {
        return server.report(run).entrySet().stream()
                .map(played -> DynamicTest.dynamicTest(
                        played.getKey(), () -> assertThat(played.getValue()).isEmpty()));
    }

    /** The same of a language in which nobody can cancel: those scenarios are skipped, and say why. */
    private static Stream<DynamicTest> play(String run, Program driver, String whyNoCancelling) throws Exception {
        List<String> cancelling = server.cancelling();
        assertThat(cancelling).isNotEmpty();
        return play(run, driver)
                .map(test -> cancelling.contains(test.getDisplayName())
                        ? DynamicTest.dynamicTest(test.getDisplayName(), () -> Assumptions.abort(whyNoCancelling))
                        : test);
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
