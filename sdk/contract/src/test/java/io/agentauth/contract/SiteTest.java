// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the site is made from, checked without making it; {@code ./agent-auth docs} makes it. */
@DisplayName("The site")
class SiteTest {
    /** A record that a program writes, and has no heading. */
    private static final Set<String> NO_PAGES = Set.of("bench/results.md");

    private static final Pattern FENCE = Pattern.compile("(?m)^```([a-z]+)$");
    private static final Set<String> RUNS = Set.of("bash", "javascript", "python", "java", "go");

    /** Where the blocks of a page are run, or compared with what is. */
    private static final Map<String, String> RUN_BY = Map.ofEntries(
            Map.entry("README.md", "e2e/src/test/java/io/agentauth/e2e/FrontDoorIT.java"),
            Map.entry("docs/quickstart.md", "e2e/src/test/java/io/agentauth/e2e/GuidesAsWritten.java"),
            Map.entry("docs/events/README.md", "e2e/src/test/java/io/agentauth/e2e/EventsAsWritten.java"),
            Map.entry("docs/guides/test-mode.md", "e2e/src/test/java/io/agentauth/e2e/TestModeAsWritten.java"),
            Map.entry("sdk/javascript/README.md", "sdk/javascript/test/readme.js"),
            Map.entry("sdk/python/README.md", "sdk/python/tests/readme.py"),
            Map.entry("sdk/java/README.md", "e2e/src/test/java/io/agentauth/e2e/SdksAsWritten.java"),
            Map.entry("sdk/go/README.md", "e2e/src/test/java/io/agentauth/e2e/SdksAsWritten.java"),
            Map.entry(
                    "sdk/java-spring/README.md", "sdk/java-spring/src/test/java/io/agentauth/spring/StarterTest.java"),
            Map.entry(
                    "sdk/java-quarkus/README.md",
                    "sdk/java-quarkus/src/test/java/io/agentauth/quarkus/ConnectedAccountsTest.java"));

    @Test
    @DisplayName("has every document in its sidebar, once")
    void everyDocumentIsInTheSidebar() throws IOException {
        List<String> documents = new ArrayList<>(Documents.all());
        documents.removeAll(NO_PAGES);

        assertThat(sidebar(group -> true)).containsExactlyInAnyOrderElementsOf(documents);
    }

    @Test
    @DisplayName("takes each page's title from its first line")
    void everyPageBeginsWithItsTitle() throws IOException {
        assertThat(sidebar(group -> true))
                .allSatisfy(page -> assertThat(Documents.text(page)).matches("(?s)(<!--.*?-->\\s*)*# [^\n]+\n.*"));
    }

    @Test
    @DisplayName("is listed for programs that read: llms.txt has every page for who uses Agent Auth")
    void programsFindThePages() throws IOException {
        assertThat(sidebar(
                        group -> Set.of("Start", "Guides", "SDKs", "Reference").contains(group)))
                .allSatisfy(page -> assertThat(Documents.text("llms.txt")).contains("](" + page + ")"));
    }

    @Test
    @DisplayName("shows code that a test runs; what nobody runs is marked as text")
    void whatClaimsToRunIsRun() throws IOException {
        List<String> notRun = new ArrayList<>();
        for (String page : Documents.all()) {
            boolean claims = FENCE.matcher(Documents.text(page))
                    .results()
                    .map(fence -> fence.group(1))
                    .anyMatch(RUNS::contains);
            if (claims && !isRun(page)) {
                notRun.add(page);
            }
        }
        assertThat(notRun).isEmpty();
    }

    /** A guide is run by its name, any other page as the table above says; either way the test's text names it. */
    private static boolean isRun(String page) {
        boolean guide = page.startsWith("docs/guides/") && !RUN_BY.containsKey(page);
        String test = guide ? RUN_BY.get("docs/quickstart.md") : RUN_BY.get(page);
        String name = guide
                ? "\"" + page.replaceAll(".*/(.*)\\.md", "$1") + "\""
                : page.startsWith("sdk/") ? "README.md" : page;
        return test != null && Documents.text(test).contains(name);
    }

    private static List<String> sidebar(Predicate<String> wanted) throws IOException {
        JsonNode groups = new ObjectMapper().readTree(Documents.text("docs/site/sidebar.json"));
        List<String> named = new ArrayList<>();
        List<String> folders = new ArrayList<>();
        for (JsonNode group : groups) {
            if (wanted.test(group.path("label").asText())) {
                look(group.path("items"), named, folders);
            }
        }
        for (String folder : folders) {
            try (Stream<Path> files = Files.list(Documents.ROOT.resolve(folder))) {
                files.map(file -> Documents.ROOT.relativize(file).toString())
                        .filter(file -> file.endsWith(".md") && !named.contains(file))
                        .forEach(named::add);
            }
        }
        return named;
    }

    private static void look(JsonNode items, List<String> named, List<String> folders) {
        for (JsonNode item : items) {
            if (item.isTextual()) {
                named.add(item.asText());
            } else if (item.has("folder")) {
                folders.add(item.path("folder").asText());
            } else {
                look(item.path("items"), named, folders);
            }
        }
    }
}
