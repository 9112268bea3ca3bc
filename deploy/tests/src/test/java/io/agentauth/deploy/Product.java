// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The working copy: what the services' sources say about themselves. */
public final class Product {
    /** The four services, by the names of their folders. */
    public static final List<String> SERVICES =
            List.of("callback-gateway", "connection-service", "account-service", "token-refresher");

    /** Those with a database. */
    public static final List<String> OWNERS = SERVICES.subList(1, 4);

    private static final Path ROOT = Path.of(System.getProperty("project.root"));

    private Product() {}

    public static Path file(String relative) {
        return ROOT.resolve(relative);
    }

    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every Java source below {@code folder}/src/main. */
    public static List<Path> sources(String folder) {
        return files(file(folder).resolve("src/main/java"), ".java");
    }

    public static List<Path> files(Path folder, String suffix) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A service's application.properties. */
    public static Properties properties(String service) {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file(service + "/src/main/resources/application.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
