// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.e2e.support.Http;
import io.agentauth.localstack.demo.Person;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises: its commands as they are written there, by the script and the shell that a new user has. */
@Order(3)
class FrontDoorIT {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Pattern FENCED = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REPLICA = Pattern.compile("✓ ([a-z-]+-[0-9]+) +pid");
    private static final Duration STORY_MAX = Duration.ofMinutes(5);
    private static final Duration SITE_MAX = Duration.ofMinutes(12); // fetches its packages first
    /** What the script ends with where there is no network. */
    private static final int NOTHING_FETCHED = 4;

    @TempDir
    Path folder;

    @Test
    void theDemoTellsTheWholeStoryAndLeavesNothingRunning() throws Exception {
        Path said = folder.resolve("demo.txt");

        Instant began = Instant.now();

        int exit = run(said, STORY_MAX, script("demo"));

        assertThat(exit).as(Files.readString(said)).isZero();
        Awaitility.await("nothing of it runs").atMost(STORY_MAX).until(() -> runningSince(began, "agent-auth-demo-")
                .isEmpty());
        assertThat(said).content().contains("Every step held.", "token-refreshed", "revoked at the provider");
        String data = line(said, "logs? (?:are|were) in (\\S+)/logs");
        assertThat(data).as("a data folder is only left after a failure").isEmpty();
    }

    @Test
    void theDoctorSaysWhatTheMachineHas() throws Exception {
        Path said = folder.resolve("doctor.txt");

        // 1 if a port is taken: somebody may use the product while it is tested.
        assertThat(run(said, STORY_MAX, script("doctor"))).as("exit code").isIn(0, 1);
        assertThat(said).content().contains("JDK", "memory", "ports", "PostgreSQL");
    }

    @Test
    void aPortThatIsTakenIsOneSentence() throws Exception {
        Path said = folder.resolve("taken.txt");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            String data = folder.resolve("none").toString();

            assertThat(run(said, STORY_MAX, script("up", "--free-ports", "--port", port, "--data", data)))
                    .isEqualTo(1);

            assertThat(said)
                    .content()
                    .contains("error: port " + port, "is taken by another program")
                    .doesNotContain("Exception", "\tat ");
        }
    }

    /** The script itself, where no JDK is: neither on the PATH nor where it looks. */
    @Test
    void aMissingJdkIsOneSentence() throws Exception {
        Path script = folder.resolve("agent-auth");
        String text = Files.readString(ROOT.resolve("agent-auth"));
        Files.writeString(script, text.replaceAll("ls -d /\\S+( /\\S+)*", "ls -d /nowhere/*"));
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : List.of("bash", "dirname", "ls", "readlink", "sed", "sort")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        Path said = folder.resolve("jdk.txt");

        int exit = run(
                said,
                STORY_MAX,
                List.of("env", "-i", "PATH=" + tools, "HOME=" + folder, "bash", script.toString(), "up"));

        assertThat(exit).isEqualTo(3);
        assertThat(said)
                .hasContent(
                        "error: a JDK 25 or newer is needed and none was found; install one, or set JAVA_HOME to where it is");
    }

    @Test
    void theTourWorksAsItIsWritten() throws Exception {
        Path up = folder.resolve("up.txt");
        Path data = folder.resolve("data");
        Process launcher = start(up, script("up", "--free-ports", "--replicas", "2", "--data", data.toString()));
        try {
            Awaitility.await()
                    .atMost(STORY_MAX)
                    .until(() ->
                            !launcher.isAlive() || !line(up, "(Ready after)").isEmpty());
            assertThat(launcher.isAlive()).as(Files.readString(up)).isTrue();
            Path status = folder.resolve("status.txt");
            assertThat(run(status, STORY_MAX, script("status", "--data", data.toString())))
                    .as("all of it runs")
                    .isZero();
            assertThat(replicas(status))
                    .as(Files.readString(status))
                    .containsExactlyInAnyOrder(
                            "callback-gateway-1",
                            "callback-gateway-2",
                            "connection-service-1",
                            "connection-service-2",
                            "account-service-1",
                            "account-service-2",
                            "token-refresher-1",
                            "token-refresher-2");

            tour(line(up, "base URL\\s+(\\S+)"));

            assertThat(run(folder.resolve("down.txt"), STORY_MAX, script("down", "--data", data.toString())))
                    .isZero();
            assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(run(status, STORY_MAX, script("status", "--data", data.toString())))
                    .as("nothing runs")
                    .isEqualTo(3);
        } finally {
            launcher.destroy();
        }
    }

    @Test
    void aShortBenchmarkMakesARowOfFiguresWithoutFailures() throws Exception {
        Path said = folder.resolve("bench.txt");
        Path results = folder.resolve("results.md");
        List<String> command = new ArrayList<>(script("bench", "--warm-up", "1", "--seconds", "1"));
        command.addAll(List.of("--results", results.toString(), "single-reads"));

        // 1 if a floor is not held: how fast anything is does not matter here.
        assertThat(run(said, STORY_MAX, command)).as("exit code").isIn(0, 1);
        assertThat(results).as(Files.readString(said)).exists();
        assertThat(results)
                .content()
                .contains("| token reads, one connection |")
                .doesNotContain("failed");
    }

    @Test
    void theDocumentsAreASite() throws Exception {
        Path said = folder.resolve("docs.txt");
        Process site = start(said, script("docs", "--serve", Integer.toString(freePort())));
        try {
            Awaitility.await()
                    .atMost(SITE_MAX)
                    .until(() -> !site.isAlive() || !line(said, "(Reading: )").isEmpty());
            Assumptions.assumeFalse(
                    !site.isAlive() && site.exitValue() == NOTHING_FETCHED,
                    "SKIPPED: npm could not fetch the site's packages");
            assertThat(site.isAlive()).as(Files.readString(said)).isTrue();
            String url = line(said, "Reading: (\\S+)");

            Awaitility.await("the site is served")
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(Http.status(url + "/quickstart/")).isEqualTo(200));
            assertThat(Http.status(url + "/api/")).isEqualTo(200);
            assertThat(Http.status(url + "/never-written/")).isEqualTo(404);
        } finally {
            site.destroy();
        }
    }

    /** Of the services, those that `status` says to run. */
    private static List<String> replicas(Path status) throws IOException {
        return REPLICA.matcher(Files.readString(status))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static List<String> runningSince(Instant began, String what) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::info)
                .filter(process -> process.startInstant().map(began::isBefore).orElse(false))
                .flatMap(process -> process.commandLine().stream())
                .filter(line -> line.contains(what))
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void tour(String url) throws IOException, InterruptedException {
        List<String> blocks = blocks(url);
        Path said = folder.resolve("tour.txt");
        assertThat(shell(
                        said,
                        blocks.get(0) + "declare -p URL KEY ACCOUNT LINK > variables; declare -f call >> variables"))
                .as(Files.readString(said))
                .isZero();
        String page = new Person("ada", _ -> {}).agree(URI.create(line(said, "(http\\S+/connect/\\S+)")));
        assertThat(page).isNotBlank();

        assertThat(shell(said, ". ./variables\n" + blocks.get(1)))
                .as(Files.readString(said))
                .isZero();
        assertThat(said).content().contains("\"active\"", "access_token");
        assertThat(shell(said, ". ./variables\n" + blocks.get(2)))
                .as(Files.readString(said))
                .isZero();
        assertThat(said).content().contains("revoked");
    }

    private static List<String> blocks(String url) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String tour = readme.substring(readme.indexOf("## A sixty-second tour"), readme.indexOf("## Testing it"));
        List<String> blocks = new ArrayList<>();
        Matcher found = FENCED.matcher(tour);
        while (found.find()) {
            blocks.add(found.group(1).replace("http://localhost:8080", url));
        }
        assertThat(blocks).hasSize(3);
        return blocks;
    }

    private int shell(Path said, String commands) throws IOException, InterruptedException {
        return run(said, STORY_MAX, List.of("bash", "-euo", "pipefail", "-c", commands));
    }

    private int run(Path said, Duration most, List<String> command) throws IOException, InterruptedException {
        Process process = start(said, command);
        if (!process.waitFor(most.toSeconds(), TimeUnit.SECONDS)) {
            process.destroy();
            throw new AssertionError(command + " takes too long: " + Files.readString(said));
        }
        return process.exitValue();
    }

    private Process start(Path said, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("AGENT_AUTH_BUILT", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private static List<String> script(String... words) {
        List<String> command = new ArrayList<>();
        command.add(ROOT.resolve("agent-auth").toString());
        command.addAll(List.of(words));
        return command;
    }

    private static String line(Path said, String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern).matcher(Files.readString(said));
        return found.find() ? found.group(1) : "";
    }
}
