// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.testkit.ProjectRoot;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the documents show. */
public final class Shown {
    private Shown() {}

    /** The blocks of code in that language, in their order. */
    public static List<String> blocks(String document, String language) {
        try {
            List<String> blocks = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(ProjectRoot.find().resolve(document)))
                    .results()
                    .map(MatchResult::group)
                    .map(block -> block.substring(block.indexOf('\n') + 1, block.length() - 3))
                    .toList();
            assertThat(blocks).as(document).isNotEmpty();
            return blocks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a block where it can be run. */
    public static Path keep(Path folder, String file, String block) {
        try {
            return Files.writeString(Files.createDirectories(folder).resolve(file), block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A class path of the jars that these classes are from. */
    public static String classPath(Class<?>... classes) {
        return Stream.of(classes).map(Shown::place).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> one) {
        try {
            return Path.of(one.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
