// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("docs/errors.md")
class ErrorsDocumentTest {
    private static String document;

    @BeforeAll
    static void read() throws Exception {
        document = Files.readString(Path.of(System.getProperty("project.root", "../.."), "docs", "errors.md"));
    }

    @Test
    void theSectionsAreTheProblemTypesInTheirOrder() {
        List<String> sections = document.lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();
        assertThat(sections)
                .isEqualTo(Arrays.stream(ProblemType.values())
                        .map(ProblemType::code)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void aSectionSaysStatusCauseAndWhatToDo(ProblemType type) {
        String from = document.substring(document.indexOf("## " + type.code() + "\n"));
        String section = from.substring(0, from.indexOf("\n## ", 1) < 0 ? from.length() : from.indexOf("\n## ", 1));
        assertThat(section).contains("\n" + type.status() + ". **Cause:** ").contains(" **Do:** ");
    }
}
