// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The project's documents, by their paths in the repository. */
final class Documents {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)$");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$");

    private Documents() {}

    /** Every Markdown file, in its order. */
    static List<String> all() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String place : List.of("docs", "sdk", "deploy", "bench", "libs")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .filter(file -> !file.toString().matches(".*/(target|node_modules)/.*"))
                        .forEach(pages::add);
            }
        }
        try (Stream<Path> files = Files.list(ROOT)) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages.stream()
                .map(page -> ROOT.relativize(page).toString())
                .sorted()
                .toList();
    }

    static String text(String page) {
        try {
            return Files.readString(ROOT.resolve(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String withoutCode(String page) {
        return CODE.matcher(text(page)).replaceAll("");
    }

    /** Of its headings, as forges and the site make them: in small letters, without punctuation, with dashes for spaces. */
    static Set<String> anchors(String page) {
        return HEADING.matcher(withoutCode(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .strip()
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
