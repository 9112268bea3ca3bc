// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.Settings.Choice;
import io.agentauth.localstack.process.Child;
import io.agentauth.localstack.process.PartFailed;
import io.agentauth.servers.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The whole product, running: servers, emulator, services, each as processes that end with this one.
 *
 * <pre>{@code
 * try (LocalStack stack = LocalStack.builder().freePorts().data(folder).replicas(TOKEN_REFRESHER, 2).start()) {
 *     stack.child(TOKEN_REFRESHER, 1).kill();
 * }
 * }</pre>
 */
public final class LocalStack implements AutoCloseable {
    private final Settings settings;
    private final Fleet fleet;
    private final Secrets secrets;

    private LocalStack(Settings settings, Fleet fleet, Secrets secrets) {
        this.settings = settings;
        this.fleet = fleet;
        this.secrets = secrets;
    }

    /** The default: {@code ./data}, the usual ports, one of each, durable. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether the processes of a stack start from class data archives, in half the CPU time, since a stack of the same code that had
     * one of each was stopped in order before.
     */
    public static boolean isArchived() {
        return Commands.areArchived(Root.find());
    }

    /** Where people and applications come in. */
    public URI baseUrl() {
        return URI.create("http://localhost:" + settings.port(Part.CALLBACK_GATEWAY));
    }

    /** Where the emulated providers are. */
    public URI emulatorUrl() {
        return URI.create("http://localhost:" + settings.port(Part.EMULATOR));
    }

    /** Where a service is called from inside; with several replicas, the balancer before them. */
    public URI internalUrl(Part service) {
        return URI.create("http://127.0.0.1:" + settings.port(service));
    }

    /** {@code host:port} of Kafka. */
    public String kafka() {
        return "127.0.0.1:" + settings.port(Part.KAFKA);
    }

    /** A JDBC URL of a service's database with the superuser's name and password, to look at what a test left behind. */
    public String superuserJdbcUrl(Part owner) {
        return "jdbc:postgresql://127.0.0.1:" + settings.port(Part.POSTGRESQL) + "/" + owner.database()
                + "?user=postgres&password=" + secrets.superuserPassword();
    }

    /** The key that makes environments. */
    public String installationKey() {
        return secrets.installationKeyText();
    }

    /** The key of the environment {@code local}, with all scopes. */
    public String apiKey() {
        return secrets.localApiKey().orElseThrow(() -> new IllegalStateException("no API key was made yet"));
    }

    /** The environment {@code local}. */
    public String environmentId() {
        return secrets.localEnvironment().orElseThrow(() -> new IllegalStateException("no environment was made yet"));
    }

    /** The first replica of a part. Without {@link Builder#serversApart()}, the three servers are one process. */
    public Child child(Part part) {
        return child(part, 0);
    }

    /** A replica of a part, counted from 0. */
    public Child child(Part part, int replica) {
        return fleet.children(part).get(replica);
    }

    /** Every process, in the order in which they are stopped. */
    public List<Child> children() {
        return fleet.inStoppingOrder();
    }

    /** Where the processes begin: each with what it started, PostgreSQL's first one beside them, for it is nobody's child. */
    public List<ProcessHandle> roots() {
        return Stream.concat(
                        children().stream().map(Child::pid).flatMap(pid -> ProcessHandle.of(pid).stream()),
                        RunFile.postmaster(data()).stream())
                .toList();
    }

    /** Waits until {@code child}, started again, is ready. */
    public void awaitReady(Child child) {
        child.awaitReady(Fleet.READY_MAX);
    }

    public Path data() {
        return settings.data();
    }

    public Path logs() {
        return settings.logs();
    }

    /** Stops everything in order. */
    @Override
    public void close() {
        fleet.close();
    }

    /** What the stack shall be like. */
    public static final class Builder {
        private final Map<Part, Integer> ports = new EnumMap<>(Part.class);
        private final Map<Part, Integer> managementPorts = new EnumMap<>(Part.class);
        private final Map<Part, Integer> replicas = new EnumMap<>(Part.class);
        private final Map<Part, List<String>> jvmOptions = new EnumMap<>(Part.class);
        private final Map<Part, Map<String, String>> config = new EnumMap<>(Part.class);
        private final Set<Choice> choices = EnumSet.noneOf(Choice.class);
        private final Set<URI> testIssuers = new TreeSet<>();
        private Path root = Root.find();
        private Path data = root.resolve("data");
        private Progress progress = Progress.SILENT;

        private Builder() {}

        /** Where data, logs and secrets are kept. */
        public Builder data(Path folder) {
            this.data = folder.toAbsolutePath().normalize();
            return this;
        }

        /** Where a part serves; 0 picks a free port. */
        public Builder port(Part part, int port) {
            ports.put(part, port == 0 ? Ports.free() : port);
            return this;
        }

        /** Ports for all that nobody else gets while this process lives. */
        public Builder freePorts() {
            List<Integer> free = new ArrayList<>(Ports.free(2 * Part.values().length));
            for (Part part : Part.values()) {
                ports.put(part, free.removeLast());
                managementPorts.put(part, free.removeLast());
            }
            return this;
        }

        /** Several processes of a service, behind a balancer at its port. */
        public Builder replicas(Part service, int number) {
            replicas.put(service, number);
            return this;
        }

        /** More options for the JVM of a part, such as an agent. */
        public Builder jvmOptions(Part part, List<String> options) {
            jvmOptions.merge(part, List.copyOf(options), (a, b) -> {
                List<String> both = new ArrayList<>(a);
                both.addAll(b);
                return List.copyOf(both);
            });
            return this;
        }

        /** One more configuration key for a service, which wins over what the stack sets; or an option of the emulator's program. */
        public Builder config(Part part, String key, String value) {
            config.computeIfAbsent(part, _ -> new TreeMap<>()).put(key, value);
            return this;
        }

        /** Without fsync: only where losing the data is no loss. */
        public Builder forgetful() {
            choices.add(Choice.FORGETFUL);
            return this;
        }

        /** PostgreSQL, Kafka and Redis as a process each, so that one can be stopped while the others run. */
        public Builder serversApart() {
            choices.add(Choice.SERVERS_APART);
            return this;
        }

        /** For load: the services' JVMs compile hot code fully, instead of starting fast. */
        public Builder optimised() {
            choices.add(Choice.OPTIMISED);
            return this;
        }

        /** Calls of providers go to the providers themselves; the emulator plays those alone that are made for testing. */
        public Builder realProviders() {
            choices.add(Choice.REAL_PROVIDERS);
            return this;
        }

        /** An issuer on this machine, besides the emulator's, that token-refresher may call. */
        public Builder testIssuer(URI issuer) {
            testIssuers.add(issuer);
            return this;
        }

        /** Hears of each part as it becomes ready. */
        public Builder progress(Progress listener) {
            this.progress = listener;
            return this;
        }

        /**
         * Starts everything, waits until it is ready, and makes the environment {@code local} with its key.
         *
         * @throws PartFailed with one sentence for a person; nothing is left running
         */
        public LocalStack start() {
            return start(_ -> {});
        }

        /** What was asked for so far. */
        Settings settings() {
            return new Settings(
                    root, data, ports, managementPorts, replicas, jvmOptions, config, choices, testIssuers, progress);
        }

        /** As {@link #start()}; tells of the stack before its first process starts, so that it can be stopped at any moment. */
        LocalStack start(Consumer<LocalStack> starting) {
            Settings settings = settings();
            Secrets secrets = new Secrets(settings.secrets());
            Fleet fleet = new Fleet(settings, secrets);
            LocalStack stack = new LocalStack(settings, fleet, secrets);
            starting.accept(stack);
            try {
                fleet.start();
                new LocalEnvironment(stack.baseUrl(), secrets, choices.contains(Choice.REAL_PROVIDERS)).require();
                return stack;
            } catch (RuntimeException e) {
                stack.close();
                throw e;
            }
        }
    }
}
