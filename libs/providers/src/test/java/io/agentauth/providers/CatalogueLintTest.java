// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.providers.lint.Lint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueLintTest {
    private static final Path FILES = Path.of("src/main/resources/providers");
    private static final Lint LINT = new Lint(CatalogueTest.CATALOGUE);

    static List<Path> files() throws Exception {
        return yaml(FILES);
    }

    private static List<Path> yaml(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".yaml", "");
    }

    @Test
    void everyFileIsListedAndEveryListedFileIsThere() throws Exception {
        assertThat(files().stream().map(CatalogueLintTest::name))
                .containsExactlyInAnyOrderElementsOf(
                        CatalogueTest.providers().stream().map(Provider::id).toList());
    }

    @Test
    void everyFamilyHasMembers() throws Exception {
        List<String> extended = files().stream()
                .flatMap(file -> lines(file).filter(line -> line.startsWith("extends: ")))
                .distinct()
                .toList();
        assertThat(yaml(FILES.resolve("families")).stream().map(file -> "extends: " + name(file)))
                .containsExactlyInAnyOrderElementsOf(extended);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileIsAsItShouldBe(Path file) throws Exception {
        assertThat(LINT.check(file.getFileName().toString(), Files.readString(file)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.agentauth.providers.CatalogueTest#providers")
    void whatIsEndedIsNotSaidByTheBrowser(Provider provider) {
        Revocation revocation = provider.revocation();
        if (revocation != null) {
            assertThat(provider.facts().byName().entrySet().stream()
                            .filter(fact -> revocation.facts().contains(fact.getKey()))
                            .filter(fact -> fact.getValue().callback() != null))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gmail",
                "outlook",
                "slack",
                "microsoft-teams",
                "discord",
                "google-calendar",
                "microsoft-calendar",
                "google-drive",
                "onedrive",
                "notion",
                "jira",
                "asana",
                "trello",
                "monday",
                "linear",
                "github",
                "gitlab",
                "bitbucket",
                "figma",
                "vercel",
            })
    void theTwentyAreInDepth(String id) {
        Provider provider = CatalogueTest.provider(id);
        assertThat(provider.guide().setup()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(provider.guide().links()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(provider.guide().notes()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(Objects.requireNonNull(provider.identity()).endpoint()).isNotNull();
        Api api = Objects.requireNonNull(provider.api());
        assertThat(api.baseUrl()).isNotNull();
        assertThat(api.rateLimit()).isNotNull();
        if (!provider.scopes().isEmpty()) {
            assertThat(provider.scopes()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(provider.defaultScopes()).isNotEmpty();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readString(file).lines();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
