// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("docs/providers")
class ProviderPagesTest {
    private static final Path PAGES = Path.of("../../docs/providers");
    private static final boolean UPDATE = Boolean.getBoolean("update");
    /** What other tests write there. */
    private static final Set<String> OTHERS = Set.of(QuirkRegisterTest.PAGE, "runs.md");

    private static List<Provider> listed() {
        return CatalogueTest.providers().stream()
                .filter(provider -> !provider.isForTesting())
                .sorted(Comparator.comparing(provider -> provider.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static Map<String, String> wanted() {
        Map<String, String> pages = new TreeMap<>();
        listed().forEach(provider -> {
            pages.put(provider.id() + ".md", ProviderPage.of(provider));
            pages.put("logos/" + provider.id() + ".svg", Initials.svg(provider) + "\n");
        });
        pages.put("README.md", index());
        return pages;
    }

    private static String index() {
        StringBuilder text = new StringBuilder(
                """
                <!-- Generated from libs/providers/src/main/resources/providers. -->
                # Providers

                What Agent Auth knows about %d providers, each from its file in `libs/providers/src/main/resources/providers`. To add or correct one, see
                [CONTRIBUTING](../../CONTRIBUTING.md). Every page says what is not confirmed. [What they do otherwise](quirks.md) lists the oddities that are
                handled, each with its test.

                | | provider | id | categories | connected by |
                |---|---|---|---|---|
                """
                        .formatted(listed().size()));
        for (Provider provider : listed()) {
            text.append("| <img src=\"logos/%s.svg\" width=\"24\" alt=\"\"> | [%s](%s.md) | `%s` | %s | %s |\n"
                    .formatted(
                            provider.id(),
                            provider.name(),
                            provider.id(),
                            provider.id(),
                            String.join(", ", provider.categories()),
                            String.join(", ", provider.authTypes())));
        }
        return text.toString();
    }

    private static Map<String, String> found() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        if (Files.isDirectory(PAGES)) {
            try (Stream<Path> files = Files.walk(PAGES)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = PAGES.relativize(file).toString();
                    if (!OTHERS.contains(name)) {
                        pages.put(name, Files.readString(file));
                    }
                }
            }
        }
        return pages;
    }

    @Test
    @DisplayName("says what the catalogue says; -Dupdate=true writes it anew")
    void thePagesSayWhatTheCatalogueSays() throws Exception {
        Map<String, String> wanted = wanted();
        if (UPDATE) {
            for (String stale : found().keySet()) {
                Files.delete(PAGES.resolve(stale));
            }
            Files.createDirectories(PAGES.resolve("logos"));
            for (Map.Entry<String, String> page : wanted.entrySet()) {
                Files.writeString(PAGES.resolve(page.getKey()), page.getValue());
            }
        }
        Map<String, String> found = found();
        assertThat(found.keySet()).as("pages; write them with -Dupdate=true").isEqualTo(wanted.keySet());
        wanted.forEach((name, page) -> assertThat(found.get(name))
                .as(name + "; write it with -Dupdate=true")
                .isEqualTo(page));
    }

    @ParameterizedTest
    @CsvSource({
        "30,30 seconds",
        "60,1 minute",
        "3600,1 hour",
        "5400,90 minutes",
        "86400,1 day",
        "7776000,90 days",
        "31535999,31535999 seconds"
    })
    void aSpanIsSaidInItsLargestWholeUnit(int seconds, String words) {
        assertThat(ProviderPage.words(seconds)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"Gmail,G", "Google Calendar,GC", "monday.com,MC", "X (Twitter),XT", "Help Scout Desk,HS"})
    void aLogoHasTheInitials(String name, String letters) {
        assertThat(Initials.letters(name)).isEqualTo(letters);
    }
}
