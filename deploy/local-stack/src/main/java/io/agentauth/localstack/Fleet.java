// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.Settings.Choice;
import io.agentauth.localstack.balance.Balancer;
import io.agentauth.localstack.process.Child;
import io.agentauth.localstack.process.PartFailed;
import io.agentauth.servers.Databases;
import io.agentauth.servers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The processes of a stack: started all at once, stopped in order. */
final class Fleet implements AutoCloseable {
    static final Duration READY_MAX = Duration.ofMinutes(3);
    private static final Duration STOP_MAX = Duration.ofSeconds(30);
    private static final Duration TRY_AGAIN = Duration.ofMillis(100);

    private final Settings settings;
    private final Secrets secrets;
    private final Map<Part, List<Child>> children = new EnumMap<>(Part.class);
    private final List<Balancer> balancers = new ArrayList<>();
    private final RunFile runFile;
    private long began;
    private boolean closing;

    Fleet(Settings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
        this.runFile = new RunFile(settings.run());
    }

    List<Child> children(Part part) {
        return children.getOrDefault(part, List.of());
    }

    List<Child> inStoppingOrder() {
        return stoppingOrder().stream().flatMap(Collection::stream).toList();
    }

    /** The door first; then the services, all at once; what they stand on last. */
    private List<Set<Child>> stoppingOrder() {
        return List.of(
                processes(Part.CALLBACK_GATEWAY),
                processes(Part.ACCOUNT_SERVICE, Part.TOKEN_REFRESHER, Part.CONNECTION_SERVICE),
                processes(Part.EMULATOR),
                processes(Part.REDIS, Part.KAFKA, Part.POSTGRESQL));
    }

    private Set<Child> processes(Part... parts) {
        Set<Child> processes = new LinkedHashSet<>();
        for (Part part : parts) {
            processes.addAll(children(part));
        }
        return processes;
    }

    void start() {
        began = System.nanoTime();
        prepareFolders();
        runFile.take();
        requirePorts();
        Overlay.write(
                settings.run().resolve("overlay.yaml"),
                settings.port(Part.EMULATOR),
                settings.testIssuers(),
                settings.is(Choice.REAL_PROVIDERS));
        plan();
        inStoppingOrder().reversed().forEach(this::startUnlessClosing);
        runFile.write(settings, this);
        awaitAll();
        runFile.write(settings, this);
    }

    private void prepareFolders() {
        try {
            Files.createDirectories(settings.logs());
            Files.createDirectories(settings.run());
        } catch (IOException e) {
            throw new PartFailed("the data folder " + settings.data() + " cannot be written: " + e.getMessage());
        }
    }

    private void requirePorts() {
        for (Part part : Part.values()) {
            requirePort(part, settings.port(part));
            if (part.isService()) {
                requirePort(part, settings.managementPort(part));
            }
        }
    }

    private static void requirePort(Part part, int port) {
        if (!Ports.isFree(port)) {
            throw new PartFailed("port " + port + ", which " + part.title()
                    + " needs, is taken by another program; stop that one, or use --free-ports");
        }
    }

    private void plan() {
        Commands commands = new Commands(settings, secrets);
        if (settings.is(Choice.SERVERS_APART)) {
            for (Part server : Part.servers()) {
                children.put(server, List.of(child(commands.servers(server.wireName(), List.of(server)))));
            }
        } else {
            Child servers = child(commands.servers(Commands.SERVERS, Part.servers()));
            Part.servers().forEach(server -> children.put(server, List.of(servers)));
        }
        children.put(Part.EMULATOR, List.of(child(commands.emulator())));
        for (Part service : Part.services()) {
            children.put(service, replicas(commands, service));
        }
    }

    private List<Child> replicas(Commands commands, Part service) {
        int number = settings.replicas(service);
        if (number == 1) {
            return List.of(child(commands.service(
                    service, service.wireName(), settings.port(service), settings.managementPort(service))));
        }
        List<Integer> free = Ports.free(2 * number);
        List<Child> replicas = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            replicas.add(child(commands.service(
                    service, service.wireName() + "-" + (i + 1), free.get(2 * i), free.get(2 * i + 1))));
        }
        balancers.add(Balancer.start(
                settings.port(service),
                replicas.stream()
                        .map(replica ->
                                new Balancer.Replica(replica.port(), Commands.readiness(replica.managementPort())))
                        .toList()));
        return replicas;
    }

    /** The log of the last start is kept beside. */
    private static Child child(Child.Plan plan) {
        try {
            Files.deleteIfExists(Path.of(plan.log() + ".old"));
            if (Files.exists(plan.log())) {
                Files.move(plan.log(), Path.of(plan.log() + ".old"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Child(plan);
    }

    /** Until all are ready, or until the first that failed. */
    private void awaitAll() {
        try (ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor()) {
            ExecutorCompletionService<Boolean> all = new ExecutorCompletionService<>(waiting);
            List<Child> awaited = inStoppingOrder().reversed();
            all.submit(this::createDatabases, true);
            awaited.forEach(child -> all.submit(() -> awaitReady(child), true));
            try {
                for (int i = 0; i <= awaited.size(); i++) {
                    var _ = all.take().get();
                }
            } catch (ExecutionException | InterruptedException e) {
                waiting.shutdownNow();
                throw failure(e);
            }
        }
    }

    private void awaitReady(Child child) {
        child.awaitReady(READY_MAX);
        settings.progress().ready(title(child), elapsed(), where(child));
    }

    private static RuntimeException failure(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new PartFailed("the start was interrupted");
        }
        return e.getCause() instanceof PartFailed failed ? failed : new CompletionException(e.getCause());
    }

    private String title(Child child) {
        return child.name().equals(Commands.SERVERS) ? "PostgreSQL, Kafka, Redis" : child.name();
    }

    private String where(Child child) {
        return child.port() == 0
                ? Part.servers().stream()
                        .map(part -> Integer.toString(settings.port(part)))
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("")
                : Integer.toString(child.port());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** As soon as PostgreSQL takes connections; the services wait for it. */
    private void createDatabases() {
        String server = "jdbc:postgresql://127.0.0.1:" + settings.port(Part.POSTGRESQL) + "/";
        String password = secrets.superuserPassword();
        Child postgreSql = children(Part.POSTGRESQL).getFirst();
        try (Connection admin = connect(server, password, postgreSql)) {
            for (Part owner : Part.owners()) {
                Databases.create(admin, owner.database(), secrets.databasePasswords(owner));
                try (Connection inside = DriverManager.getConnection(server + owner.database(), "postgres", password)) {
                    Databases.grantSchema(inside, owner.database());
                }
            }
        } catch (SQLException e) {
            throw new PartFailed("the databases could not be made: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Connection connect(String server, String password, Child postgreSql)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        while (true) {
            try {
                return DriverManager.getConnection(server + "postgres", "postgres", password);
            } catch (SQLException e) {
                if (!postgreSql.isAlive() || System.nanoTime() > deadline) {
                    throw e;
                }
                Pause.of(TRY_AGAIN);
            }
        }
    }

    private synchronized void startUnlessClosing(Child child) {
        if (closing) {
            throw new PartFailed("the start was interrupted");
        }
        child.start();
    }

    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        balancers.forEach(Balancer::close);
        for (Set<Child> together : stoppingOrder()) {
            try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
                together.forEach(child -> stopping.execute(() -> child.stop(STOP_MAX)));
            }
        }
        runFile.release();
    }
}
