// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.marcnuri.helm.Helm;
import io.agentauth.deploy.Product;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release is made from a copy of the last commit: what its dry run writes into it. */
class ReleaseTest {
    private static final String VERSION = "98.76.54";
    private static final Path RELEASE = Product.file("target/release/" + VERSION);

    private static final Pattern SNAPSHOT = Pattern.compile("<version>([0-9.]+)-SNAPSHOT</version>");

    @TempDir
    Path folder;

    @Test
    void everythingThatSaysAVersionSaysTheNewOne() throws Exception {
        assumeThat(Product.file(".git")).as("a release is made of a commit").exists();

        String said = release(0, VERSION, "--dry-run");

        assertThat(said).contains("dry run", "agent-auth-chart-" + VERSION + ".tgz");
        Path source = RELEASE.resolve("source");
        assertThat(text(source, "CHANGELOG.md")).contains("## Unreleased\n\n## " + VERSION + " - ");
        assertThat(text(source, "deploy/helm/agent-auth/Chart.yaml"))
                .contains("version: " + VERSION, "appVersion: " + VERSION);
        assertThat(text(source, "sdk/javascript/package.json")).contains("\"version\": \"" + VERSION + "\"");
        assertThat(text(source, "sdk/python/pyproject.toml")).contains("version = \"" + VERSION + "\"");
        assertThat(source.resolve("libs/events/src/test/resources/released/98.76"))
                .isNotEmptyDirectory();
        assertThat(RELEASE.resolve("version.patch")).content().contains("+++ source/pom.xml", VERSION);
        assertThat(RELEASE.resolve("next.patch"))
                .content()
                .contains(
                        "+++ after/pom.xml",
                        "+  <version>98.77.0-SNAPSHOT</version>",
                        "+++ after/deploy/helm/agent-auth/Chart.yaml")
                .doesNotContain("CHANGELOG.md");
        assertThat(text(source, "deploy/tests/src/test/resources/released/migrations.txt")
                        .lines()
                        .map(line -> line.split(" ", 3)[2]))
                .containsExactlyInAnyOrderElementsOf(migrations(source));
        String before = before();
        assertThat(whoStillSays(source, before + "-SNAPSHOT")).isEmpty();
        assertThat(whoStillSays(source, before)).isEmpty();
    }

    /** All that needs no compiler. The rest is made by the same commands as the images and the jars of every build. */
    @Test
    void chartAndPackagesAreMadeAndTheirChecksumsHold() throws Exception {
        assumeThat(Product.file(".git")).as("a release is made of a commit").exists();
        assumeThat(List.of("git", "npm", "python3"))
                .as("SKIPPED: a release is made with git, npm and Python")
                .allMatch(ReleaseTest::isOnThePath);
        assumeThat(run("git", "status", "--porcelain"))
                .as("SKIPPED: a release is made of what is committed")
                .isEmpty();
        Path made = Product.file("target/release/98.76.55");

        release(0, "98.76.55", "--without-services");

        List<String> sums = Product.text(made.resolve("SHA256SUMS")).lines().toList();
        assertThat(sums)
                .extracting(line -> line.substring(line.indexOf("  ") + 2))
                .containsExactlyInAnyOrder(
                        "agent-auth-chart-98.76.55.tgz",
                        "agent-auth-sdk-go-98.76.55.tar.gz",
                        "agentauth-98.76.55-py3-none-any.whl",
                        "agentauth-98.76.55.tar.gz",
                        "agentauth-sdk-98.76.55.tgz",
                        "next.patch",
                        "version.patch");
        for (String line : sums) {
            Path file = made.resolve(line.substring(line.indexOf("  ") + 2));
            assertThat(line).startsWith(sha256(file) + "  ");
        }
        assertThat(new Helm(made.resolve("agent-auth-chart-98.76.55.tgz"))
                        .show()
                        .chart()
                        .call())
                .contains("version: 98.76.55");
        try (ZipFile wheel =
                new ZipFile(made.resolve("agentauth-98.76.55-py3-none-any.whl").toFile())) {
            assertThat(wheel.getEntry("agentauth/__init__.py")).isNotNull();
            assertThat(new String(
                            wheel.getInputStream(wheel.getEntry("agentauth-98.76.55.dist-info/METADATA"))
                                    .readAllBytes(),
                            StandardCharsets.UTF_8))
                    .contains("Version: 98.76.55\n");
        }
    }

    @Test
    void aCandidateLeadsBackToWhereItCameFrom() throws Exception {
        assumeThat(Product.file(".git")).as("a release is made of a commit").exists();
        String before = before();

        release(0, "98.76.56-rc.1", "--dry-run");

        Path made = Product.file("target/release/98.76.56-rc.1");
        assertThat(text(made.resolve("source"), "sdk/python/pyproject.toml")).contains("version = \"98.76.56rc1\"");
        assertThat(made.resolve("next.patch")).content().contains("+  <version>" + before + "-SNAPSHOT</version>");
    }

    @Test
    void whatIsNoVersionIsRefused() throws Exception {
        assertThat(release(2, "1.2", "--dry-run")).contains("release VERSION");
    }

    private static List<String> migrations(Path source) {
        return Stream.concat(Product.OWNERS.stream(), Stream.of("libs/outbox"))
                .flatMap(module -> Product.files(source.resolve(module + "/src/main/resources/db"), ".sql").stream())
                .map(file -> source.relativize(file).toString())
                .toList();
    }

    private static String before() {
        Matcher snapshot = SNAPSHOT.matcher(Product.text(Product.file("pom.xml")));
        assertThat(snapshot.find()).isTrue();
        return snapshot.group(1);
    }

    private String release(int status, String... arguments) throws IOException, InterruptedException {
        return run(
                status,
                Stream.concat(Stream.of(Product.file("scripts/release").toString()), Stream.of(arguments))
                        .toList());
    }

    private String run(String... command) throws IOException, InterruptedException {
        return run(0, List.of(command));
    }

    private String run(int status, List<String> command) throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .directory(Product.file(".").toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(status);
        return Files.readString(said);
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    /** Code and settings; prose may tell of an older version. */
    private static List<Path> whoStillSays(Path source, String version) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString()
                            .matches(".*\\.(xml|java|js|mjs|py|toml|go|ya?ml|json|sh)|.*/scripts/[a-z]+"))
                    .filter(file -> !file.toString().matches(".*/(docs/providers|released)/.*"))
                    .filter(file -> !file.endsWith("ReleaseTest.java"))
                    .filter(file -> says(file, version))
                    .toList();
        }
    }

    private static boolean says(Path file, String version) {
        return Product.text(file)
                .lines()
                .anyMatch(line -> line.matches("(.*[^0-9.])?" + version.replace(".", "\\.") + "([^0-9.].*)?"));
    }

    private static String text(Path source, String file) {
        return Product.text(source.resolve(file));
    }

    private static boolean isOnThePath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
