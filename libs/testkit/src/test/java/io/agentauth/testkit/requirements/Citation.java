// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit.requirements;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A test, or a class of tests, that names requirements in its display name, before the first colon: {@code A4, RFC 9700 §4.7: …}. I7 to I18
 * are invariants of docs/architecture.md, and no requirements.
 */
record Citation(String module, String testClass, List<String> ids, String says) {
    private static final Pattern DISPLAY_NAME =
            Pattern.compile("@DisplayName\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)\\)");
    private static final Pattern PIECE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ID = Pattern.compile("[A-J]\\d{1,2}");
    private static final Pattern INVARIANT = Pattern.compile("I([7-9]|1\\d)");
    private static final Pattern RUNS =
            Pattern.compile("@(Test|ParameterizedTest|RepeatedTest|TestFactory|Property)\\b");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern NAMED = Pattern.compile("\\b(class\\s+\\w+|void\\s+\\w+\\()");

    /** All of the working copy, in the order of modules, classes and lines. */
    static List<Citation> in(Path root) throws IOException {
        List<Citation> all = new ArrayList<>();
        for (String module : MODULE.matcher(Files.readString(root.resolve("pom.xml")))
                .results()
                .map(match -> match.group(1))
                .sorted()
                .toList()) {
            Path tests = root.resolve(module).resolve("src/test/java");
            if (Files.isDirectory(tests)) {
                try (Stream<Path> files = Files.walk(tests)) {
                    files.filter(file -> file.getFileName().toString().endsWith(".java"))
                            .sorted()
                            .forEach(file -> all.addAll(in(module, file)));
                }
            }
        }
        return all;
    }

    private static List<Citation> in(String module, Path file) {
        return of(module, file.getFileName().toString().replace(".java", ""), read(file));
    }

    static List<Citation> of(String module, String testClass, String source) {
        List<Citation> found = new ArrayList<>();
        Matcher names = DISPLAY_NAME.matcher(source);
        while (names.find()) {
            String text = PIECE.matcher(names.group(1))
                    .results()
                    .map(piece -> piece.group(1))
                    .collect(Collectors.joining());
            List<String> ids = ids(text);
            if (!ids.isEmpty()) {
                requireRuns(testClass, source, names.toMatchResult());
                found.add(new Citation(module, testClass, ids, plain(text)));
            }
        }
        return found;
    }

    private static List<String> ids(String text) {
        int colon = text.indexOf(": ");
        return colon < 0
                ? List.of()
                : Arrays.stream(text.substring(0, colon).split(", ", -1))
                        .filter(word -> ID.matcher(word).matches())
                        .filter(word -> !INVARIANT.matcher(word).matches())
                        .toList();
    }

    private static String plain(String text) {
        return text.substring(text.indexOf(": ") + 2).replace("\\\"", "\"").replace("\\\\", "\\");
    }

    /** A name over something that does not run proves nothing. */
    private static void requireRuns(String testClass, String source, MatchResult name) {
        Matcher named = NAMED.matcher(source);
        boolean runs = false;
        if (named.find(name.end())) {
            int begin = Math.max(0, source.lastIndexOf("\n\n", name.start()));
            runs = named.group().startsWith("class")
                    ? RUNS.matcher(source.substring(named.end())).find()
                    : RUNS.matcher(source.substring(begin, named.start())).find();
        }
        if (!runs || source.contains("@Disabled")) {
            throw new AssertionError(
                    testClass + " names requirements over something that does not run: " + name.group());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
