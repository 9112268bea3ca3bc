// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.deploy.Product;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The migrations since the last release, against those that went out with one: {@code ./agent-auth release} writes those down, and after that
 * nobody changes them.
 */
class MigrationsTest {
    private static final String OUTBOX = "libs/outbox";
    private static final Pattern VERSIONED = Pattern.compile("/V([0-9]+)__[^/]*$");
    private static final Path RELEASED = Product.file("deploy/tests/src/test/resources/released/migrations.txt");

    /** One line of what went out. */
    private record Released(String version, String hash, String file) {
        static Released parse(String line) {
            String[] parts = line.split(" ", 3);
            return new Released(parts[0], parts[1], parts[2]);
        }
    }

    @Test
    @DisplayName(
            "fault matrix 53: a migration that is not out yet only adds, or takes away what a release has stopped using")
    void theReleaseBeforeRunsOnWithEveryNewMigration() throws IOException {
        List<Released> released = released();
        Set<String> versions = new TreeSet<>();
        Set<String> out = new TreeSet<>();
        released.forEach(one -> {
            versions.add(one.version());
            out.add(one.file());
        });
        Map<String, List<Expansion.Found>> wrong = new TreeMap<>();
        for (Path migration : migrations()) {
            String sql = Product.text(migration);
            boolean allowed =
                    Expansion.contractAfter(sql).filter(versions::contains).isPresent();
            if (!out.contains(name(migration))
                    && !allowed
                    && !Expansion.hardships(sql).isEmpty()) {
                wrong.put(name(migration), Expansion.hardships(sql));
            }
        }

        assertThat(wrong)
                .as("the release before runs on with it: see docs/operations/upgrades.md, “Expand, then contract”")
                .isEmpty();
    }

    @Test
    void whatWentOutWithAReleaseIsNeverChanged() throws IOException {
        List<String> changed = new ArrayList<>();
        List<Released> released = released();
        for (Released one : released) {
            Path file = Product.file(one.file());
            if (!Files.exists(file) || !hash(file).equals(one.hash())) {
                changed.add(one.file());
            }
        }

        assertThat(released).hasSizeGreaterThan(15);
        assertThat(changed)
                .as("went out with a release, and is applied: a change of it is a new migration")
                .isEmpty();
    }

    @Test
    void everyMigrationOfAServiceHasANumberOfItsOwn() {
        Map<String, List<String>> twice = new TreeMap<>();
        for (String service : Product.OWNERS) {
            Map<Integer, List<String>> numbered = Stream.of(service, OUTBOX)
                    .flatMap(MigrationsTest::migrations)
                    .map(MigrationsTest::name)
                    .collect(Collectors.groupingBy(MigrationsTest::number));
            assertThat(numbered).as(service).hasSizeGreaterThan(5);
            numbered.forEach((number, files) -> {
                if (files.size() > 1) {
                    twice.put(service + " V" + number, files);
                }
            });
        }

        assertThat(twice)
                .as("Flyway does not start with two of one number; a service's own come beside those of the outbox")
                .isEmpty();
    }

    private static int number(String name) {
        Matcher versioned = VERSIONED.matcher(name);
        assertThat(versioned.find()).as(name).isTrue();
        return Integer.parseInt(versioned.group(1));
    }

    private static List<Released> released() throws IOException {
        return Files.exists(RELEASED)
                ? Files.readAllLines(RELEASED).stream().map(Released::parse).toList()
                : List.of();
    }

    private static List<Path> migrations() {
        return Stream.concat(Product.OWNERS.stream(), Stream.of(OUTBOX))
                .flatMap(MigrationsTest::migrations)
                .toList();
    }

    private static Stream<Path> migrations(String module) {
        return Product.files(Product.file(module + "/src/main/resources/db"), ".sql").stream();
    }

    private static String name(Path migration) {
        return Product.file("").relativize(migration).toString();
    }

    private static String hash(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Product.text(file).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
