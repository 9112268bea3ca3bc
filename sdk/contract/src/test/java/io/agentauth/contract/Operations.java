// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What callback-gateway lets through to a service: everything below /v1, and /oauth/token. */
final class Operations {
    private static final List<String> SERVICES =
            List.of("io.agentauth.account.AccountPath", "io.agentauth.connections.Page");

    private Operations() {}

    /** All of them, by path and verb. */
    static List<Operation> all() {
        return SERVICES.stream()
                .map(Operations::load)
                .flatMap(Operations::classesBeside)
                .filter(type -> type.isAnnotationPresent(Path.class))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())
                        .map(method -> Operation.of(type, method))
                        .flatMap(Optional::stream))
                .filter(operation ->
                        operation.path().startsWith("/v1/") || operation.path().equals("/oauth/token"))
                .sorted(Comparator.comparing(Operation::path).thenComparing(Operation::verb))
                .toList();
    }

    private static Stream<Class<?>> classesBeside(Class<?> one) {
        try {
            URI code = one.getProtectionDomain().getCodeSource().getLocation().toURI();
            java.nio.file.Path root = java.nio.file.Path.of(code);
            if (Files.isDirectory(root)) {
                return names(root).stream().map(Operations::load);
            }
            try (FileSystem jar = FileSystems.newFileSystem(root)) {
                return names(jar.getPath("/")).stream().map(Operations::load);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(java.nio.file.Path root) throws IOException {
        try (Stream<java.nio.file.Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith("Resource.class"))
                    .map(name -> name.replace('/', '.').replaceAll("\\.class$", ""))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Operations.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
