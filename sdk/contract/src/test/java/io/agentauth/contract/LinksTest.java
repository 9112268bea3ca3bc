// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The documents")
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|\\ssrc=\"([^\"]+)\"");

    @Test
    @DisplayName("link to what is there, to the heading")
    void links() throws IOException {
        List<String> pages = new ArrayList<>(Documents.all());
        pages.add("llms.txt");
        List<String> broken = new ArrayList<>();
        for (String page : pages) {
            Matcher link = LINK.matcher(Documents.withoutCode(page));
            while (link.find()) {
                String target = link.group(1) == null ? link.group(2) : link.group(1);
                if (!target.contains("://") && !leadsSomewhere(page, target)) {
                    broken.add(page + " -> " + target);
                }
            }
        }
        assertThat(pages).hasSizeGreaterThan(100);
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(String page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? Path.of(page)
                : Path.of(page).resolveSibling(parts[0]).normalize();
        boolean there = Files.exists(Documents.ROOT.resolve(target));
        if (parts.length == 1 || !target.toString().endsWith(".md")) {
            return there;
        }
        return there && Documents.anchors(target.toString()).contains(parts[1]);
    }
}
