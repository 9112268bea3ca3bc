// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.testkit.ProjectRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/security/requirements.md")
class RequirementsTest {
    private static final int REQUIREMENTS = 110;
    private static final Path ROOT = ProjectRoot.find();
    private static final Path LIST = ROOT.resolve("docs/security/requirements.txt");
    private static final Path PAGE = ROOT.resolve("docs/security/requirements.md");

    @Test
    @DisplayName("claims what tests name and no more; -Dupdate=true writes it anew")
    void thePageClaimsWhatTestsProve() throws Exception {
        List<Requirement> requirements = Requirement.parse(Files.readString(LIST));
        List<Citation> citations = Citation.in(ROOT);
        assertThat(requirements).hasSize(REQUIREMENTS);
        assertThat(requirements).extracting(Requirement::id).doesNotHaveDuplicates();
        assertThat(citations.stream().flatMap(citation -> citation.ids().stream()))
                .as("ids that tests name")
                .isSubsetOf(requirements.stream().map(Requirement::id).toList());

        String page = page(requirements, citations);

        if (Boolean.getBoolean("update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/security/requirements.md; write it with ./agent-auth mvn test -pl libs/testkit -am"
                        + " -Dtest=RequirementsTest -Dsurefire.failIfNoSpecifiedTests=false -Dupdate=true")
                .isEqualTo(page);
    }

    @Test
    void idsStandBeforeTheColon() {
        assertThat(Citation.of("m", "XTest", test("A4, RFC 9700 §4.7, I9, B1: text: more")))
                .singleElement()
                .satisfies(citation -> {
                    assertThat(citation.ids()).containsExactly("A4", "B1");
                    assertThat(citation.says()).isEqualTo("text: more");
                });
        assertThat(Citation.of("m", "XTest", test("whatever A4 says"))).isEmpty();
    }

    @Test
    void aNameOverWhatDoesNotRunProvesNothing() {
        String helper = test("A4: text").replace("@Test", "");
        String disabled = test("A4: text").replace("@Test", "@Disabled @Test");

        assertThatThrownBy(() -> Citation.of("m", "XTest", helper)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Citation.of("m", "XTest", disabled)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aRemarkThatIsNotTrueIsRefused() {
        Requirement plain = new Requirement("A", "A1", "It is so.", "");
        Requirement open = new Requirement("A", "A1", "It is so.", "open: not built");
        Requirement partly = new Requirement("A", "A1", "It is so.", "partly: the other half is missing");

        assertThat(plain.status(true)).isEqualTo("proved");
        assertThat(plain.status(false)).isEqualTo("open");
        assertThat(open.status(false)).isEqualTo("open: not built");
        assertThat(partly.status(true)).isEqualTo("partly: the other half is missing");
        assertThatThrownBy(() -> open.status(true)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> partly.status(false)).isInstanceOf(AssertionError.class);
    }

    private static String test(String name) {
        return "class XTest { @Test @DisplayName(\"" + name + "\") void x() {} }";
    }

    private static String page(List<Requirement> requirements, List<Citation> citations) {
        StringBuilder page = new StringBuilder(
                """
                <!-- Generated from requirements.txt and from the names of tests. -->
                # Security requirements

                What this software must withstand, and the tests that prove it. A requirement without a test is open; a test proves what its name says, and
                runs in the build. %s

                """
                        .formatted(summary(requirements, citations)));
        String section = "";
        for (Requirement requirement : requirements) {
            if (!section.equals(requirement.section())) {
                section = requirement.section();
                page.append("## ").append(section).append("\n| | requirement | status | tests |\n|---|---|---|---|\n");
            }
            List<Citation> proofs = proofs(requirement, citations);
            page.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            requirement.id(),
                            cell(requirement.sentence()),
                            cell(requirement.status(!proofs.isEmpty())),
                            proofs.stream().map(RequirementsTest::proof).collect(Collectors.joining("<br>"))));
        }
        return page.toString();
    }

    private static String summary(List<Requirement> requirements, List<Citation> citations) {
        return requirements.stream()
                .map(requirement -> requirement
                        .status(!proofs(requirement, citations).isEmpty())
                        .replaceFirst(":.*", ""))
                .collect(Collectors.groupingBy(status -> status, java.util.TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", ", "Of " + requirements.size() + ": ", "."));
    }

    private static List<Citation> proofs(Requirement requirement, List<Citation> citations) {
        return citations.stream()
                .filter(citation -> citation.ids().contains(requirement.id()))
                .toList();
    }

    private static String proof(Citation citation) {
        return "`" + citation.module() + "` " + citation.testClass() + ": " + cell(citation.says());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
