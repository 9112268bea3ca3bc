// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.deploy.Product;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The file of minimum versions, which every module's build reads. */
class MinimumVersionsTest {
    private static final Pattern ADVISORY =
            Pattern.compile("\\s*<!-- (?:(?:CVE-\\d{4}-\\d{4,}|GHSA(?:-[0-9a-z]{4}){3})(?:, |: ))+\\S.* -->");
    private static final Pattern EXCLUDED =
            Pattern.compile("\\s*<exclude>[a-z0-9._-]+:(?:\\*|[a-z0-9._-]+)(?::\\(,[0-9][0-9A-Za-z.]*\\))?</exclude>");

    @Test
    @DisplayName("J7: each minimum version stands for advisories, which the file names beside it")
    void eachVersionStandsForAnAdvisory() {
        List<String> lines = Product.text(Product.file("config/minimum-versions.xml"))
                .lines()
                .dropWhile(line -> !line.contains("<excludes>"))
                .skip(1)
                .takeWhile(line -> !line.contains("</excludes>"))
                .toList();

        assertThat(lines).hasSizeGreaterThan(30);
        for (int i = 0; i < lines.size(); i += 2) {
            assertThat(lines.get(i)).matches(ADVISORY);
            assertThat(lines.get(i + 1)).matches(EXCLUDED);
        }
    }

    @Test
    @DisplayName("J7: every module's build reads the minimum versions, and none names a place to get artifacts from")
    void everyModuleReadsThem() {
        String parent = Product.text(Product.file("pom.xml"));

        assertThat(parent)
                .contains(
                        "<externalRules><location>${maven.multiModuleProjectDirectory}/config/minimum-versions.xml</location></externalRules>",
                        "<requireNoRepositories>");
        assertThat(parent.lines().filter(line -> line.contains("<module>")))
                .hasSizeGreaterThan(20)
                .allSatisfy(line -> {
                    String module = line.replaceAll(".*<module>(.*)</module>.*", "$1");
                    assertThat(Product.text(Product.file(module + "/pom.xml")))
                            .contains("<groupId>io.agentauth</groupId><artifactId>agent-auth</artifactId>")
                            .doesNotContain("maven-enforcer-plugin", "<repository>", "enforcer.skip");
                });
    }

    @Test
    @DisplayName("J7: what is known of the versions in use and still open is written down")
    void whatIsOpenIsWrittenDown() {
        Stream<String> rows = Product.text(Product.file("docs/security/dependencies.md"))
                .lines()
                .dropWhile(line -> !line.startsWith("## Known and open"))
                .filter(line -> line.startsWith("| `"));

        assertThat(rows).allSatisfy(row -> assertThat(row)
                .matches("\\| `[^`]+` \\S+ \\| (?:CVE-|GHSA-).*\\| .{20,} \\| .{20,} \\|"));
    }
}
