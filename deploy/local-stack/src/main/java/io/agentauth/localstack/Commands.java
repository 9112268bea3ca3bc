// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.Settings.Choice;
import io.agentauth.localstack.process.Child;
import io.agentauth.localstack.process.PartFailed;
import io.agentauth.localstack.process.Readiness;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How each part is started. Secrets go by file or environment, never by argument: arguments are for all to see. */
final class Commands {
    // What the compiler and the class loader needed for a moment goes back to the system every few seconds.
    private static final List<String> SMALL =
            List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:TrimNativeHeapInterval=5000");

    // The C library keeps a heap for every few threads otherwise, each with its own gaps.
    private static final Map<String, String> ONE_ARENA = Map.of("MALLOC_ARENA_MAX", "1");

    // How long a stopping replica serves on, so that the balancer sends new connections elsewhere; alone it has nobody
    // to send them to.
    private static final String BALANCER_NOTICES = "1s";
    private static final String NOBODY_ELSE = "0s";
    // The tests of an application are mostly one person.
    private static final String LINKS_OF_ONE_PERSON = "100000";

    /** The process of all three servers. */
    static final String SERVERS = "servers";

    private final Settings settings;
    private final Secrets secrets;
    private final Archives archives;

    Commands(Settings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
        this.archives = Archives.of(settings.root());
    }

    /** Whether the JVMs of a stack with one process for the servers and one for each service start from archives. */
    static boolean areArchived(Path root) {
        Archives archives = Archives.in(root);
        return archives.has(SERVERS, servers(root))
                && archives.has(Part.EMULATOR.wireName(), emulator(root))
                && Part.services().stream().allMatch(service -> archives.has(service.wireName(), code(root, service)));
    }

    /** The servers, together or one of them, as the program of libs/servers. */
    Child.Plan servers(String name, List<Part> parts) {
        Path module = servers(settings.root());
        Path announced = settings.run().resolve(name + ".properties");
        List<String> command = java(name, true, module, List.of("-Xmx144m", "-Xss512k", "-XX:TieredStopAtLevel=1"));
        command.addAll(settings.jvmOptions(parts.getFirst()));
        command.addAll(List.of(
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                jar(module) + File.pathSeparator + module.resolve("lib") + "/*",
                "io.agentauth.servers.Main",
                "--data=" + settings.data().resolve("servers"),
                "--binaries=" + settings.root().resolve("target/agent-auth/postgresql"),
                "--superuser-password-file=" + secrets.superuserPasswordFile(),
                "--durable=" + !settings.is(Choice.FORGETFUL),
                "--properties=" + announced,
                "--until-ended=" + ProcessHandle.current().pid()));
        for (Part part : parts) {
            command.add("--" + part.wireName() + "=" + settings.port(part));
        }
        return new Child.Plan(name, command, ONE_ARENA, 0, 0, log(name), Readiness.file(announced));
    }

    Child.Plan emulator() {
        Path lib = emulator(settings.root());
        int port = settings.port(Part.EMULATOR);
        List<String> command = java(Part.EMULATOR.wireName(), true, lib, List.of("-Xss512k"));
        // Under load its truth log is long.
        command.add(settings.is(Choice.OPTIMISED) ? "-Xmx768m" : "-Xmx96m");
        startFast(command);
        command.addAll(settings.jvmOptions(Part.EMULATOR));
        command.addAll(List.of(
                "-cp",
                lib + "/*",
                "io.agentauth.emulator.Main",
                "--port=" + port,
                "--until-ended=" + ProcessHandle.current().pid()));
        settings.config(Part.EMULATOR).forEach((option, value) -> command.add("--" + option + "=" + value));
        String name = Part.EMULATOR.wireName();
        return new Child.Plan(name, command, Map.of(), port, 0, log(name), Readiness.listening(port));
    }

    /** One replica of a service. */
    Child.Plan service(Part service, String name, int port, int managementPort) {
        Path module = code(settings.root(), service);
        // A JVM with an agent refuses to write down its classes, and does not start.
        boolean plain = settings.jvmOptions(service).stream().noneMatch(option -> option.startsWith("-javaagent"));
        List<String> command = java(
                service.wireName(),
                plain && name.equals(service.wireName()),
                module,
                List.of(heap(service), "-Xss512k"));
        startFast(command);
        command.addAll(settings.jvmOptions(service));
        Map<String, String> properties = properties(service);
        properties.put("quarkus.http.port", Integer.toString(port));
        properties.put("quarkus.management.port", Integer.toString(managementPort));
        properties.put("quarkus.shutdown.delay", settings.replicas(service) > 1 ? BALANCER_NOTICES : NOBODY_ELSE);
        properties.putAll(settings.config(service));
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", module.resolve("quarkus-run.jar").toString()));
        return new Child.Plan(
                name, command, environment(service), port, managementPort, log(name), readiness(managementPort));
    }

    /** Whether a service wants to be asked. */
    static Readiness readiness(int managementPort) {
        return Readiness.http(managementPort, "/q/health/ready");
    }

    /** Room for what stays alive under load, and as much again. A larger heap is only filled later. */
    private static String heap(Part service) {
        return switch (service) {
            case CONNECTION_SERVICE -> "-Xmx80m";
            case CALLBACK_GATEWAY -> "-Xmx88m";
            case ACCOUNT_SERVICE, TOKEN_REFRESHER -> "-Xmx112m";
            case POSTGRESQL, KAFKA, REDIS, EMULATOR -> throw new IllegalArgumentException(service.title());
        };
    }

    /** Unless load is to come, for which hot code is worth compiling fully. */
    private void startFast(List<String> command) {
        if (!settings.is(Choice.OPTIMISED)) {
            command.add("-XX:TieredStopAtLevel=1");
        }
    }

    private Map<String, String> properties(Part service) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("agent-auth.mode", "development");
        // Each look at a part that is not ready yet would be a line in its log.
        properties.put("quarkus.log.category.\"io.smallrye.health\".level", "ERROR");
        properties.put("agent-auth.public-url", "http://localhost:" + settings.port(Part.CALLBACK_GATEWAY));
        for (Part owner : Part.owners()) {
            properties.put(
                    "agent-auth.services." + owner.wireName() + ".url", "http://127.0.0.1:" + settings.port(owner));
        }
        properties.put(
                "agent-auth.identity.service-secret-file",
                secrets.serviceSecret(service).toString());
        switch (service) {
            case CONNECTION_SERVICE -> identity(properties);
            case ACCOUNT_SERVICE -> {
                accessTokens(properties);
                properties.put("agent-auth.authorization.person-links-max", LINKS_OF_ONE_PERSON);
            }
            case TOKEN_REFRESHER -> accessTokens(properties);
            case CALLBACK_GATEWAY -> properties.put("quarkus.http.host", "127.0.0.1");
            case POSTGRESQL, KAFKA, REDIS, EMULATOR -> throw new IllegalArgumentException(service.title());
        }
        if (Part.owners().contains(service)) {
            properties.put(
                    "agent-auth.vault.wrapping-key-file",
                    secrets.wrappingKey(service).toString());
            properties.put(
                    "agent-auth.key-service.environment-keys-folder",
                    secrets.environmentKeys().toString());
            properties.put(
                    "agent-auth.upstream.overlay-file",
                    settings.run().resolve("overlay.yaml").toString());
        }
        return properties;
    }

    private void accessTokens(Map<String, String> properties) {
        properties.put(
                "agent-auth.vault.access-token-wrapping-key-file",
                secrets.accessTokenWrappingKey().toString());
    }

    /** What connection-service knows the other services and the operator by. */
    private void identity(Map<String, String> properties) {
        for (Part service : List.of(Part.ACCOUNT_SERVICE, Part.TOKEN_REFRESHER, Part.CALLBACK_GATEWAY)) {
            properties.put(
                    "agent-auth.identity.services." + service.wireName() + ".secret-files",
                    secrets.serviceSecret(service).toString());
        }
        properties.put(
                "agent-auth.installation-key-file", secrets.installationKey().toString());
    }

    private Map<String, String> environment(Part service) {
        Map<String, String> environment = new TreeMap<>();
        environment.putAll(ONE_ARENA);
        environment.put("REDIS_HOSTS", "redis://127.0.0.1:" + settings.port(Part.REDIS));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + settings.port(Part.KAFKA));
        if (Part.owners().contains(service)) {
            environment.putAll(secrets.databaseEnvironment(service, settings.port(Part.POSTGRESQL)));
        }
        return environment;
    }

    private List<String> java(String archive, boolean alone, Path code, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(settings.java().toString());
        command.addAll(SMALL);
        command.addAll(archives.options(archive, alone, code));
        command.addAll(options);
        return command;
    }

    private static Path servers(Path root) {
        return root.resolve("libs/servers/target");
    }

    private static Path emulator(Path root) {
        return root.resolve("deploy/local-stack/target/lib");
    }

    private static Path code(Path root, Part service) {
        return root.resolve(service.wireName()).resolve("target/quarkus-app");
    }

    /** Archives need jars; tests that stop before the phase package have folders. */
    private static Path jar(Path module) {
        try (Stream<Path> files = Files.list(module)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElse(module.resolve("classes"));
        } catch (IOException e) {
            throw new PartFailed("libs/servers is not built; run ./agent-auth build");
        }
    }

    private Path log(String name) {
        return settings.logs().resolve(name + ".log");
    }
}
