// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.agentauth.deploy.Product;
import io.agentauth.deploy.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The chart, rendered with the values of deploy/examples/values. What was rendered once is kept: Helm takes a quarter of a second. */
final class Chart {
    static final Path FOLDER = Product.file("deploy/helm/agent-auth");
    static final List<String> VALUES = List.of("small", "everything", "plain");
    static final List<String> KUBERNETES = List.of("1.31.0", "1.34.0");
    static final String RELEASE = "prod";
    static final String PREFIX = "prod-agent-auth-";

    private static final Map<String, String> RENDERED = new ConcurrentHashMap<>();
    private static final String HOOK = "helm.sh/hook";

    /** How the annotation of a hook is called in what is rendered here. */
    static final String SHOWN_HOOK = "agent-auth.test/hook";

    private Chart() {}

    static String text(String values, String kubernetes) {
        return RENDERED.computeIfAbsent(values + kubernetes, _ -> render(values, kubernetes, Map.of()));
    }

    static List<JsonNode> objects(String values) {
        return Yaml.documents(text(values, KUBERNETES.getLast()));
    }

    static Stream<JsonNode> objects(String values, String kind) {
        return objects(values).stream()
                .filter(object -> kind.equals(object.path("kind").asText()));
    }

    static JsonNode object(String values, String kind, String service) {
        return objects(values, kind)
                .filter(object ->
                        (PREFIX + service).equals(object.at("/metadata/name").asText()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " of " + service + " with " + values));
    }

    /** With {@code changes} as {@code --set} would make them. */
    static String render(String values, String kubernetes, Map<String, Object> changes) {
        TemplateCommand command = new Helm(Shown.FOLDER)
                .template()
                .withName(RELEASE)
                .withNamespace("agent-auth")
                .withKubeVersion(kubernetes)
                .withValuesFile(file(values));
        changes.forEach(command::set);
        return command.call();
    }

    static Path file(String values) {
        return Product.file("deploy/examples/values/" + values + ".yaml");
    }

    /** A copy of the chart whose hooks are called otherwise: the library leaves hooks out of what it renders. */
    private static final class Shown {
        static final Path FOLDER = copyTo(temporary());

        private static Path temporary() {
            try {
                Path folder = Files.createTempDirectory(Path.of("target"), "chart");
                folder.toFile().deleteOnExit();
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Path copyTo(Path folder) {
        Path copy = folder.resolve("agent-auth");
        try {
            for (Path source : Product.files(FOLDER, "")) {
                Path target = copy.resolve(FOLDER.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else {
                    Files.writeString(target, Product.text(source).replace(HOOK, SHOWN_HOOK));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    /** A chart is linted with its own values: so with a copy of it, in {@code folder}, whose values are those. */
    static LintResult lint(String values, Path folder) throws IOException {
        Path copy = copyTo(folder);
        JsonNode merged = Yaml.MAPPER
                .readerForUpdating(Yaml.read(FOLDER.resolve("values.yaml")))
                .readValue(Product.text(file(values)));
        Files.writeString(copy.resolve("values.yaml"), Yaml.MAPPER.writeValueAsString(merged));
        return new Helm(copy).lint().strict().call();
    }
}
