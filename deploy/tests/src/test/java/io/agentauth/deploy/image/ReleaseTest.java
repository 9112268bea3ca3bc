// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.agentauth.deploy.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
        String before = before();
        assertThat(whoStillSays(source, before + "-SNAPSHOT")).isEmpty();
        assertThat(whoStillSays(source, before)).isEmpty();
    }

    @Test
    void whatIsNoVersionIsRefused() throws Exception {
        assertThat(release(2, "1.2", "--dry-run")).contains("release VERSION");
    }

    private static String before() {
        Matcher snapshot = SNAPSHOT.matcher(Product.text(Product.file("pom.xml")));
        assertThat(snapshot.find()).isTrue();
        return snapshot.group(1);
    }

    private String release(int status, String... arguments) throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of(Product.file("scripts/release").toString()), Stream.of(arguments))
                                .toList())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(status);
        return Files.readString(said);
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
}
