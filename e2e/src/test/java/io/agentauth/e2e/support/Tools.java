// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import io.agentauth.testkit.ProjectRoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/** Files that the build put beside the tests. */
public final class Tools {
    private Tools() {}

    /** Byteman's agent. */
    public static Path byteman() {
        return build().resolve("tools/byteman.jar");
    }

    /** Keycloak's distribution. */
    public static Path keycloak() {
        return build().resolve("tools/keycloak-quarkus-dist.zip");
    }

    /** Kafka's command line tools, without what they need. */
    public static Path kafkaTools() {
        return build().resolve("tools/kafka-tools.jar");
    }

    /** A folder for what one test makes. */
    public static Path folder(String name) {
        return build().resolve("run").resolve(name);
    }

    /** The text of a file among the tests' resources. */
    public static String resource(String name) {
        try (InputStream text = Objects.requireNonNull(Tools.class.getResourceAsStream("/" + name), name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path build() {
        return ProjectRoot.find().resolve("e2e/target");
    }
}
