// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * {@code java scripts/Sbom.java NAME VERSION APPLICATION RUNTIME}: prints what is in an image as a CycloneDX 1.6 document: the jars that are there,
 * each with its hash, and the Java runtime. The same files give the same text. Which artifact a jar is says Quarkus' list beside it, or the jar
 * itself, or else its name.
 *
 * @see <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a>
 */
class Sbom {
    /** One jar. */
    record Component(String group, String name, String version, String license, String sha256) {
        String purl() {
            return group.isEmpty()
                    ? "pkg:generic/%s@%s?checksum=sha256:%s".formatted(name, version, sha256)
                    : "pkg:maven/%s/%s@%s".formatted(group, name, version);
        }

        String json() {
            return "    {\"type\": \"library\", \"bom-ref\": %s, %s\"name\": %s, \"version\": %s, \"purl\": %s, %s\"hashes\": [{\"alg\": \"SHA-256\", \"content\": \"%s\"}]}"
                    .formatted(
                            text(purl() + "#" + sha256.substring(0, 12)),
                            group.isEmpty() ? "" : "\"group\": " + text(group) + ", ",
                            text(name),
                            text(version),
                            text(purl()),
                            license.isEmpty() ? "" : "\"licenses\": [{\"license\": {\"name\": " + text(license) + "}}], ",
                            sha256);
        }
    }

    public static void main(String[] args) throws IOException {
        String name = args[0];
        String version = args[1];
        List<Component> components = new ArrayList<>();
        Map<String, Properties> packaged = packaged(Path.of(args[2]));
        try (Stream<Path> files = Files.walk(Path.of(args[2]))) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
                components.add(component(jar, packaged));
            }
        }
        System.out.println(
                """
                {
                  "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
                  "bomFormat": "CycloneDX",
                  "specVersion": "1.6",
                  "version": 1,
                  "metadata": {
                    "component": {"type": "container", "bom-ref": "image", "name": %s, "version": %s, "licenses": [{"license": {"id": "Apache-2.0"}}]}
                  },
                  "components": [
                %s
                  ]
                }"""
                        .formatted(
                                text("agent-auth/" + name),
                                text(version),
                                String.join(",\n", parts(components, Path.of(args[3])))));
    }

    private static List<String> parts(List<Component> components, Path runtime) throws IOException {
        List<String> parts = new ArrayList<>();
        Properties release = new Properties();
        try (InputStream file = Files.newInputStream(runtime.resolve("release"))) {
            release.load(file);
        }
        String java = release.getProperty("JAVA_VERSION", "").replace("\"", "");
        parts.add("    {\"type\": \"platform\", \"bom-ref\": \"java\", \"name\": \"OpenJDK\", \"version\": %s, \"purl\": %s}"
                .formatted(text(java), text("pkg:generic/openjdk@" + java)));
        components.stream().map(Component::json).distinct().forEach(parts::add);
        return parts;
    }

    /** What Quarkus says that it packaged, by the name that it gave it: a line is {@code group:artifact:classifier:jar:version}. */
    private static Map<String, Properties> packaged(Path application) throws IOException {
        Map<String, Properties> packaged = new HashMap<>();
        Path list = application.resolve("quarkus-app-dependencies.txt");
        for (String line : Files.exists(list) ? Files.readAllLines(list) : List.<String>of()) {
            String[] of = line.split(":", -1);
            if (of.length == 5) {
                Properties coordinates = new Properties();
                coordinates.setProperty("groupId", of[0]);
                coordinates.setProperty("artifactId", of[1]);
                coordinates.setProperty("version", of[4]);
                packaged.put(of[0] + "." + of[1] + "-" + of[4] + (of[2].isEmpty() ? "" : "-" + of[2]) + ".jar", coordinates);
            }
        }
        return packaged;
    }

    private static Component component(Path path, Map<String, Properties> packaged) throws IOException {
        String hash = hash(path);
        try (JarFile jar = new JarFile(path.toFile())) {
            String license = Optional.ofNullable(jar.getManifest())
                    .map(Manifest::getMainAttributes)
                    .map(attributes -> attributes.getValue("Bundle-License"))
                    .orElse("");
            return Optional.ofNullable(packaged.get(path.getFileName().toString()))
                    .or(() -> coordinates(jar, path))
                    .map(of -> new Component(
                            of.getProperty("groupId"), of.getProperty("artifactId"), of.getProperty("version"), license, hash))
                    .orElseGet(() -> named(path, license, hash));
        }
    }

    /** What Maven wrote into the jar: of several, as in a shaded one, that of the jar's own name. */
    private static Optional<Properties> coordinates(JarFile jar, Path path) {
        String file = path.getFileName().toString().replaceFirst("\\.jar$", "");
        for (JarEntry entry : (Iterable<JarEntry>) jar.stream().sorted((a, b) -> a.getName().compareTo(b.getName()))::iterator) {
            if (entry.getName().matches("META-INF/maven/.*/pom\\.properties")) {
                Properties found = new Properties();
                try (InputStream text = jar.getInputStream(entry)) {
                    found.load(text);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                String suffix = found.getProperty("artifactId") + "-" + found.getProperty("version");
                if (file.endsWith(suffix) || file.contains(suffix + "-")) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.empty();
    }

    /** {@code group.artifact-version.jar}, as Quarkus names what it packages; where the group ends nobody can tell. */
    private static Component named(Path path, String license, String hash) {
        String file = path.getFileName().toString().replaceFirst("\\.jar$", "");
        String name = file.replaceFirst("-\\d.*$", "");
        String version = name.length() < file.length() ? file.substring(name.length() + 1) : hash.substring(0, 12);
        return new Component("", name, version, license, hash);
    }

    private static String hash(Path file) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)))
                    .toLowerCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }
}
