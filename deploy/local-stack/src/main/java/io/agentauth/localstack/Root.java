// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.nio.file.Files;
import java.nio.file.Path;

/** The top folder of the working copy. */
final class Root {
    private Root() {}

    static Path find() {
        String told = System.getProperty("project.root");
        if (told != null && !told.isBlank()) {
            return Path.of(told).toAbsolutePath().normalize();
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
