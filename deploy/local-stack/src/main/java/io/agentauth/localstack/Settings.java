// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a stack was asked for; see {@link LocalStack.Builder}. */
record Settings(
        Path root,
        Path data,
        Map<Part, Integer> ports,
        Map<Part, Integer> managementPorts,
        Map<Part, Integer> replicas,
        Map<Part, List<String>> jvmOptions,
        Map<Part, Map<String, String>> config,
        Set<Choice> choices,
        Set<URI> testIssuers,
        Progress progress) {

    /** What is either so or not. */
    enum Choice {
        /** PostgreSQL's fsync is off. */
        FORGETFUL,
        /** PostgreSQL, Kafka and Redis are a process each, so that one can be stopped. */
        SERVERS_APART,
        /** The JVMs of the services compile hot code with all they have: slower to start, faster to run. */
        OPTIMISED,
        /** Only what is made for testing is sent to the emulator; every other provider is the real one. */
        REAL_PROVIDERS
    }

    int port(Part part) {
        return ports.getOrDefault(part, part.defaultPort());
    }

    int managementPort(Part part) {
        return managementPorts.getOrDefault(part, part.defaultManagementPort());
    }

    int replicas(Part part) {
        return replicas.getOrDefault(part, 1);
    }

    List<String> jvmOptions(Part part) {
        return jvmOptions.getOrDefault(part, List.of());
    }

    Map<String, String> config(Part part) {
        return config.getOrDefault(part, Map.of());
    }

    boolean is(Choice choice) {
        return choices.contains(choice);
    }

    Path logs() {
        return data.resolve("logs");
    }

    Path run() {
        return data.resolve("run");
    }

    Path secrets() {
        return data.resolve("secrets");
    }

    Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
