// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk.conformance;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Programs of the SDKs' folders, by the tools that this machine has. */
final class Sdk {
    static final Path FOLDER = Path.of(System.getProperty("project.root", "../.."))
            .resolve("sdk")
            .toAbsolutePath()
            .normalize();

    private Sdk() {}

    static Program python(String... words) {
        return program("python", Tool.PYTHON.require(), words);
    }

    static Program oldestPython(String... words) {
        return program("python", Tool.oldestPython(), words);
    }

    static Program mypy(String... words) {
        Program program = program("python", Tool.required("mypy"), words);
        return new Program(program.folder(), Map.of("MYPYPATH", "src"), program.command());
    }

    static Program node(String... words) {
        return program("javascript", Tool.NODE.require(), words);
    }

    /** What it has to compile is there: nothing is fetched. */
    static Program go(String... words) {
        Program program = program("go", Tool.GO.require(), words);
        return new Program(
                program.folder(),
                Map.of("GOPROXY", "off", "GOFLAGS", "-mod=mod", "GOTOOLCHAIN", "local", "CGO_ENABLED", "0"),
                program.command());
    }

    private static Program program(String folder, String tool, String... words) {
        return new Program(
                FOLDER.resolve(folder),
                Map.of(),
                Stream.concat(Stream.of(tool), Stream.of(words)).toList());
    }
}
