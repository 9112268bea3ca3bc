// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"eo|eo", "eo-XX,en;q=0.5|eo", "en,eo;q=0.9|en", "fr,eo;q=0.2|eo", "fr|en", "EO|eo"})
    void theBrowsersBestLanguageIsChosen(String acceptLanguage, String chosen) {
        assertThat(Words.of(acceptLanguage).language()).isEqualTo(chosen);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", ";;;", "en;q=nonsense", "*", "\u0000"})
    void whatCannotBeReadMeansEnglish(String acceptLanguage) {
        assertThat(Words.of(acceptLanguage).language()).isEqualTo("en");
    }

    @Test
    void whatATranslationLacksIsEnglish() {
        Words words = Words.of("eo");

        assertThat(words.get("again")).isEqualTo("Provu denove");
        assertThat(words.get("succeeded.text", "A", "P")).isEqualTo("P por A");
        assertThat(words.get("denied.title")).isEqualTo("Nothing was connected");
    }

    @Test
    void aNameWithBracesIsNotReplacedAgain() {
        assertThat(Words.of("en").get("start.title", "{1}", "{0}")).isEqualTo("Connect {0} to {1}");
    }

    @Test
    void everyTextThatATemplateNamesIsThere() throws IOException {
        Pattern named = Pattern.compile("words\\.get\\('([^']+)'");
        try (Stream<Path> templates = Files.list(Path.of("src/main/resources/templates"))) {
            assertThat(templates.toList()).hasSizeGreaterThan(3).allSatisfy(template -> {
                Matcher keys = named.matcher(Files.readString(template));
                while (keys.find()) {
                    assertThat(Words.of("en").has(keys.group(1)))
                            .as(keys.group(1))
                            .isTrue();
                }
            });
        }
    }
}
