// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** The top folder of this working copy, from Maven or, in an IDE, by looking upwards. */
public final class ProjectRoot {
    private ProjectRoot() {}

    /** The folder with {@code .mvn} in it. */
    public static Path find() {
        String told = System.getProperty("project.root");
        if (told != null && !told.isBlank()) {
            return Path.of(told);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(".mvn"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "no folder with .mvn above " + Path.of("").toAbsolutePath());
    }
}
