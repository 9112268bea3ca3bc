// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.deploy.Product;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bill of materials that {@code ./agent-auth images} writes, from a folder of jars as an image has them. */
class SbomTest {
    private static final String PURL = "pkg:maven/org.example/known@1.2.3";

    @TempDir
    Path folder;

    @Test
    @DisplayName("J7: every jar of an image is in its bill of materials, with its hash and what it says it is")
    void everyJarIsInItWithItsHashAndWhatItSaysItIs() throws Exception {
        Path lib = Files.createDirectories(folder.resolve("app/lib/main"));
        Path known = jar(
                lib.resolve("org.example.known-1.2.3.jar"),
                Map.of(
                        "META-INF/maven/org.example/known/pom.properties",
                                "groupId=org.example\nartifactId=known\nversion=1.2.3\n",
                        "META-INF/maven/org.shaded/other/pom.properties",
                                "groupId=org.shaded\nartifactId=other\nversion=9\n"));
        Path unnamed = jar(lib.resolve("org.example.silent-4.0.jar"), Map.of("a.txt", "a"));
        Path own = jar(folder.resolve("app/run.jar"), Map.of("b.txt", "\"b\""));

        Path listed = jar(lib.resolve("org.example.listed-5-linux.jar"), Map.of("c.txt", "c"));
        Files.writeString(folder.resolve("app/quarkus-app-dependencies.txt"), "org.example:listed:linux:jar:5\n");

        JsonNode bom = bom();

        assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bom.path("specVersion").asText()).isEqualTo("1.6");
        assertThat(bom.at("/metadata/component/name").asText()).isEqualTo("agent-auth/token-refresher");
        assertThat(bom.at("/metadata/component/version").asText()).isEqualTo("7.0");
        assertThat(bom.path("components")).hasSize(5);
        assertThat(component(bom, "known").path("purl").asText()).isEqualTo(PURL);
        assertThat(component(bom, "known").path("group").asText()).isEqualTo("org.example");
        assertThat(component(bom, "listed").path("purl").asText()).isEqualTo("pkg:maven/org.example/listed@5");
        assertThat(component(bom, "org.example.silent").path("version").asText())
                .isEqualTo("4.0");
        assertThat(component(bom, "OpenJDK").path("version").asText()).startsWith("25");
        for (Path jar : Set.of(known, unnamed, own, listed)) {
            assertThat(bom.findValuesAsText("content")).contains(sha256(jar));
        }
        Set<String> references = new HashSet<>(bom.path("components").findValuesAsText("bom-ref"));
        assertThat(references).hasSize(5);
        assertThat(bom()).as("the same files give the same text").isEqualTo(bom);
    }

    @Test
    @DisplayName("J7: each image that is made has a bill of materials")
    void anImageHasOne() {
        assertThat(Product.text(Product.file("scripts/images"))).contains("scripts/Sbom.java", "$app/sbom.cdx.json");
    }

    private JsonNode bom() throws IOException, InterruptedException {
        Path said = folder.resolve("said.json");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        Product.file("scripts/Sbom.java").toString(),
                        "token-refresher",
                        "7.0",
                        folder.resolve("app").toString(),
                        System.getProperty("java.home"))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return new ObjectMapper().readTree(said.toFile());
    }

    private static JsonNode component(JsonNode bom, String name) {
        for (JsonNode component : bom.path("components")) {
            if (component.path("name").asText().equals(name)) {
                return component;
            }
        }
        throw new AssertionError("no " + name + " in " + bom);
    }

    private static Path jar(Path file, Map<String, String> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }
        return file;
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
