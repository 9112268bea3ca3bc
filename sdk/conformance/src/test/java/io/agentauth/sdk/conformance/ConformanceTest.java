// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every SDK plays every scenario; each is a test. */
class ConformanceTest {
    private static final Path ERRORS = Sdk.FOLDER.resolveSibling("docs").resolve("errors.md");
    private static final int SCENARIOS_MIN = 60;

    private static ScriptedServer server;

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
        return play("javascript", Sdk.node("test/driver.js", server.address().toString(), "javascript"));
    }

    @TestFactory
    Stream<DynamicTest> javascriptAsCommonJs() throws Exception {
        Sdk.node("scripts/commonjs.js").run();
        return play(
                "javascript-commonjs",
                Sdk.node("test/driver.js", server.address().toString(), "javascript-commonjs"));
    }

    @Test
    void javascriptInTheBrowser() throws Exception {
        assertThat(Sdk.node("--test", "test/connect.test.js").run()).contains("# fail 0");
    }

    @TestFactory
    Stream<DynamicTest> python() throws Exception {
        return play(
                "python",
                Sdk.python("tests/driver.py", server.address().toString(), "python"),
                "a blocking call of Python cannot be cancelled");
    }

    @TestFactory
    Stream<DynamicTest> pythonWithAsyncio() throws Exception {
        return play(
                "python-asyncio", Sdk.python("tests/driver.py", server.address().toString(), "python-asyncio"));
    }

    @TestFactory
    Stream<DynamicTest> pythonThatIsAsOldAsPromised() throws Exception {
        return play(
                "python-3.9-asyncio",
                Sdk.oldestPython("tests/driver.py", server.address().toString(), "python-3.9-asyncio"));
    }

    @Test
    void pythonPackageOfTheOldestPython() throws Exception {
        assertThat(Sdk.oldestPython("-W", "error", "-m", "unittest", "discover", "tests")
                        .run())
                .contains("OK");
    }

    @Test
    void pythonPackage() throws Exception {
        assertThat(Sdk.python("-W", "error", "-m", "unittest", "discover", "tests")
                        .run())
                .contains("OK");
    }

    @Test
    void pythonTypesAreWhatUsersNeed() throws Exception {
        Program mypy = Sdk.mypy("--strict", "--python-version=3.9", "src/agentauth", "tests/typed.py");

        assertThat(mypy.run()).contains("Success: no issues found");
    }

    @TestFactory
    Stream<DynamicTest> java() throws Exception {
        new JavaDriver(server).playAll("java");
        return tests("java");
    }

    @TestFactory
    Stream<DynamicTest> go() throws Exception {
        return play("go", Sdk.go("run", "./internal/driver", server.address().toString(), "go"));
    }

    @Test
    void goIsVetted() throws Exception {
        assertThat(Sdk.go("vet", "./...").run()).isEmpty();
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
}
