// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.deploy.Product;
import io.agentauth.deploy.Yaml;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Path FOLDER = Product.file("deploy/observability");
    private static final Pattern MADE = Pattern.compile(
            "\\b(FunctionCounter\\.builder|MultiGauge\\.builder|counter|gauge|summary|timer)\\(\\s*\"(agentauth\\.[a-z.]+)\"");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");
    private static final Pattern USED = Pattern.compile("\\b([a-z]+_[a-z_]+[a-z])\\b(?=[{\\[) ]|$)");

    /** Quarkus' own; each was seen at a service's /q/metrics. */
    private static final Set<String> OF_QUARKUS =
            Set.of("http_server_requests_seconds_count", "http_server_requests_seconds_sum", "jvm_memory_used_bytes");

    private static final Set<String> FUNCTIONS = Set.of("__rate_interval");

    private final List<JsonNode> rules = Yaml.each(
                    Yaml.read(FOLDER.resolve("alerts.yaml")).at("/groups/0/rules"))
            .toList();

    @Test
    void everyMetricOfAnAlertOrAPanelIsMadeByTheCode() {
        Set<String> made = made();
        Stream<String> panels = Yaml.each(Yaml.documents(Product.text(FOLDER.resolve("dashboard.json")))
                        .getFirst()
                        .path("panels"))
                .flatMap(panel -> Yaml.each(panel.path("targets")))
                .map(target -> target.path("expr").asText());
        Set<String> used = new TreeSet<>();
        Stream.concat(rules.stream().map(rule -> rule.path("expr").asText()), panels)
                .forEach(expression -> USED.matcher(expression)
                        .results()
                        .map(MatchResult::group)
                        .forEach(used::add));
        used.removeAll(FUNCTIONS);

        assertThat(made).hasSizeGreaterThan(15);
        assertThat(used).hasSizeGreaterThan(15).isSubsetOf(made);
    }

    @Test
    void everyMetricOfTheCodeIsOnThePageAndNoOther() {
        List<String> told = Product.text(Product.file("docs/operations/metrics.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line ->
                        NAME.matcher(line.substring(0, line.indexOf(" | "))).results())
                .map(name -> name.group(1))
                .toList();
        Set<String> made = made();
        made.removeAll(OF_QUARKUS);

        assertThat(told).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void everyAlertHasItsPageAndASeverity() {
        String page = Product.text(Product.file("docs/operations/alerts.md"));

        assertThat(rules).hasSizeGreaterThan(5).allSatisfy(rule -> {
            assertThat(page).contains("\n## " + rule.path("alert").asText() + "\n");
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(rule.at("/annotations/summary").asText()).isNotEmpty();
        });
        assertThat(page.lines().filter(line -> line.startsWith("## "))).hasSameSizeAs(rules);
    }

    @Test
    void alertsFireWhenTheyShould() throws Exception {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
        assumeTrue(there, "SKIPPED: promtool is missing (Debian: apt-get install prometheus); alerts are not run");

        Process promtool = new ProcessBuilder("promtool", "test", "rules", "alerts-test.yaml")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(said).isZero();
    }

    /** By the names that Prometheus gets. */
    private static Set<String> made() {
        Set<String> made = new TreeSet<>(OF_QUARKUS);
        Stream.concat(Product.SERVICES.stream(), Stream.of("libs/outbox"))
                .flatMap(module -> Product.sources(module).stream())
                .flatMap(source -> MADE.matcher(Product.text(source)).results().toList().stream())
                .forEach(metric -> {
                    String name = metric.group(2).replace('.', '_');
                    switch (metric.group(1)) {
                        case "counter", "FunctionCounter.builder" -> made.add(name + "_total");
                        case "gauge", "MultiGauge.builder" -> made.add(name);
                        default -> made.addAll(List.of(name + "_count", name + "_sum", name + "_max"));
                    }
                });
        return made;
    }
}
