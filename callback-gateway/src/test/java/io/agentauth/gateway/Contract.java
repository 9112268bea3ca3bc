// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The operations of docs/api/openapi.yaml: the verbs of each path. */
public final class Contract {
    private static final Path FILE = Path.of("../docs/api/openapi.yaml");

    private Contract() {}

    /** Verbs in capitals, by path with its placeholders in braces. */
    public static Map<String, Set<String>> paths() {
        Map<String, Set<String>> paths = new TreeMap<>();
        String path = null;
        try {
            for (String line : Files.readAllLines(FILE)) {
                if (line.startsWith("components:")) {
                    break;
                } else if (line.matches("  [\"']?/.*[\"']?:")) {
                    path = line.replaceAll("[ \"']|:$", "");
                } else if (path != null && line.matches("    (get|post|put|patch|delete):")) {
                    paths.computeIfAbsent(path, _ -> new TreeSet<>())
                            .add(line.replaceAll("[ :]", "").toUpperCase(java.util.Locale.ROOT));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return paths;
    }
}
