// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each quirk is a test by its id, in whatever module, or is open and says why: docs/providers/quirks.md is written from both. */
@DisplayName("docs/providers/quirks.md")
class QuirkRegisterTest {
    static final String PAGE = "quirks.md";

    private static final Path ROOT = Path.of("../..");
    private static final Path REGISTER = ROOT.resolve("docs/providers").resolve(PAGE);
    private static final Set<String> OUTSIDE = Set.of("target", "node_modules", ".git", "main", "docs", "sdk");
    private static final Pattern NAMED =
            Pattern.compile("@(?:DisplayName|Label)\\(\\s*\"((?:Q\\d\\d,?|B\\d{1,2}) [^\"]*)\"");
    private static final String OPEN = "open: ";

    private record Quirk(String id, String who, String what, String open) {
        boolean isOpen() {
            return !open.isEmpty();
        }
    }

    private record Proof(String file, String name) {
        String id() {
            return name.substring(0, name.indexOf(' ')).replace(",", "");
        }

        String says() {
            return name.substring(name.indexOf(' ') + 1);
        }
    }

    private static List<Quirk> quirks() throws IOException {
        try (InputStream in = QuirkRegisterTest.class.getResourceAsStream("/quirks.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", -1))
                    .map(parts -> new Quirk(
                            parts[0], parts[1], parts[2], parts.length > 3 ? parts[3].substring(OPEN.length()) : ""))
                    .toList();
        }
    }

    private static Map<String, List<Proof>> proofs() throws IOException {
        Map<String, List<Proof>> proofs = new TreeMap<>();
        for (Path file : tests()) {
            Matcher named = NAMED.matcher(Files.readString(file));
            while (named.find()) {
                Proof proof = new Proof(ROOT.relativize(file).toString(), named.group(1));
                proofs.computeIfAbsent(proof.id(), _ -> new ArrayList<>()).add(proof);
            }
        }
        return proofs;
    }

    private static List<Path> tests() throws IOException {
        List<Path> tests = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean skipped = OUTSIDE.contains(String.valueOf(folder.getFileName()));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().contains("/src/test/java/")
                        && file.toString().endsWith(".java")) {
                    tests.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        tests.sort(Comparator.naturalOrder());
        return tests;
    }

    private static String page(List<Quirk> quirks, Map<String, List<Proof>> proofs) {
        long open = quirks.stream().filter(Quirk::isOpen).count();
        StringBuilder text = new StringBuilder(
                """
                <!-- Generated from the display names of the tests, and libs/providers/src/test/resources/quirks.txt. -->
                # What providers do otherwise

                A client by the book stumbles over each of these. Each is a test that fails when its handling is taken out, or it is open: %d of %d are.

                | id | where | what is odd | proved by |
                |---|---|---|---|
                """
                        .formatted(open, quirks.size()));
        for (Quirk quirk : quirks) {
            String proof = quirk.isOpen()
                    ? "**open**: " + quirk.open()
                    : proofs.getOrDefault(quirk.id(), List.of()).stream()
                            .map(one -> "[%s](../../%s)".formatted(one.says(), one.file()))
                            .collect(Collectors.joining("; "));
            text.append("| %s | %s | %s | %s |\n".formatted(quirk.id(), quirk.who(), quirk.what(), proof));
        }
        return text.toString();
    }

    @Test
    @DisplayName("knows Q01 to Q40 and B1 to B10, each once")
    void allAreKnown() throws IOException {
        List<String> wanted = Stream.concat(
                        IntStream.rangeClosed(1, 40).mapToObj("Q%02d"::formatted),
                        IntStream.rangeClosed(1, 10).mapToObj("B%d"::formatted))
                .toList();

        assertThat(quirks()).extracting(Quirk::id).isEqualTo(wanted);
    }

    @Test
    @DisplayName("claims none without a test, and calls none open that has one")
    void noneIsClaimedWithoutATest() throws IOException {
        Map<String, Boolean> handled = new LinkedHashMap<>();
        quirks().forEach(quirk -> handled.put(quirk.id(), !quirk.isOpen()));
        Map<String, Boolean> proved = new LinkedHashMap<>();
        Map<String, List<Proof>> proofs = proofs();
        handled.keySet().forEach(id -> proved.put(id, proofs.containsKey(id)));

        assertThat(proved).isEqualTo(handled);
        assertThat(handled.keySet()).containsAll(proofs.keySet());
    }

    @Test
    @DisplayName("says what the tests say; -Dupdate=true writes it anew")
    void thePageSaysWhatTheTestsSay() throws IOException {
        String page = page(quirks(), proofs());
        if (Boolean.getBoolean("update")) {
            Files.writeString(REGISTER, page);
        }

        assertThat(Files.exists(REGISTER) ? Files.readString(REGISTER) : "")
                .as("write it with -Dupdate=true")
                .isEqualTo(page);
    }
}
