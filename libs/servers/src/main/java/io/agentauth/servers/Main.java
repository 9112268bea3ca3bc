// SPDX-License-Identifier: Apache-2.0
package io.agentauth.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/**
 * The servers as a process of its own. Options, each {@code --name=value}:
 *
 * <ul>
 *   <li>{@code --postgresql=PORT --kafka=PORT --kafka-controller=PORT --redis=PORT}: which to start; 0 picks a free port; what is not named is
 *       not started
 *   <li>{@code --data=FOLDER}: theirs alone; {@code --binaries=FOLDER}: where PostgreSQL is unpacked (default {@code FOLDER/binaries})
 *   <li>{@code --superuser-password-file=FILE}: for PostgreSQL
 *   <li>{@code --durable=true}: fsync on (default); {@code false} for tests
 *   <li>{@code --containers=true}: each server in a container, by Testcontainers, instead of embedded (default {@code false}); they keep no data
 *   <li>{@code --properties=FILE}: written when all are ready, with {@code postgresql.port}, {@code kafka.port}, {@code redis.port} and
 *       {@code pid}
 *   <li>{@code --until-ended=PID}: stop when that process ends
 * </ul>
 *
 * Stops on SIGTERM, and exits 1 with one line on stderr when a server does not start. Kafka ends its process by itself when it cannot go on; what
 * it says then, and its errors, go to stderr as well.
 */
public final class Main {
    private static final Set<String> OPTIONS = Set.of(
            "postgresql",
            "kafka",
            "kafka-controller",
            "redis",
            "data",
            "binaries",
            "superuser-password-file",
            "durable",
            "containers",
            "properties",
            "until-ended");

    private final Map<String, String> options;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Properties ready = new Properties();

    private Main(Map<String, String> options) {
        this.options = options;
    }

    public static void main(String[] args) throws InterruptedException {
        // Scala throws what Java would have to declare.
        Thread.currentThread().setUncaughtExceptionHandler((_, e) -> fail(e));
        Exit.setExitProcedure((status, message) -> end(status, message, System::exit));
        Exit.setHaltProcedure((status, message) -> end(status, message, Runtime.getRuntime()::halt));
        Main main = new Main(options(args));
        Runtime.getRuntime().addShutdownHook(new Thread(main::stop, "stop"));
        try {
            main.start();
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
        new CountDownLatch(1).await();
    }

    private void start() throws IOException {
        untilEnded();
        if ("true".equals(options.get("containers"))) {
            startContainers();
        } else {
            startEmbedded();
        }
        announce();
    }

    private void startContainers() throws IOException {
        if (options.containsKey("redis")) {
            ContainedServer redis = ContainedServer.redis(number("redis"));
            started("redis", redis, redis.port());
        }
        if (options.containsKey("postgresql")) {
            ContainedServer postgreSql =
                    ContainedServer.postgreSql(number("postgresql"), superuserPassword(), isDurable());
            started("postgresql", postgreSql, postgreSql.port());
        }
        if (options.containsKey("kafka")) {
            ContainedServer kafka = ContainedServer.kafka(number("kafka"));
            started("kafka", kafka, kafka.port());
        }
    }

    private void startEmbedded() throws IOException {
        Path data = Path.of(options.getOrDefault("data", "data"));
        if (options.containsKey("redis")) {
            EmbeddedRedis redis = EmbeddedRedis.start(number("redis"));
            started("redis", redis, redis.port());
        }
        if (options.containsKey("postgresql")) {
            startPostgreSql(data);
        }
        if (options.containsKey("kafka")) {
            EmbeddedKafka kafka = EmbeddedKafka.start(new EmbeddedKafka.Settings(
                    number("kafka"),
                    number("kafka-controller"),
                    data.resolve("kafka").toAbsolutePath()));
            started("kafka", kafka, kafka.port());
        }
    }

    private void startPostgreSql(Path data) throws IOException {
        EmbeddedPostgreSql postgreSql = EmbeddedPostgreSql.start(new EmbeddedPostgreSql.Settings(
                number("postgresql"),
                data.resolve("postgresql").toAbsolutePath(),
                Path.of(options.getOrDefault(
                                "binaries", data.resolve("binaries").toString()))
                        .toAbsolutePath(),
                superuserPassword(),
                isDurable()));
        started("postgresql", postgreSql, postgreSql.port());
    }

    private String superuserPassword() throws IOException {
        return Files.readString(Path.of(required("superuser-password-file"))).strip();
    }

    private boolean isDurable() {
        return !"false".equals(options.get("durable"));
    }

    private synchronized void started(String name, AutoCloseable server, int port) {
        running.push(server);
        ready.setProperty(name + ".port", Integer.toString(port));
    }

    private void announce() throws IOException {
        ready.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
        ready.setProperty("containers", options.getOrDefault("containers", "false"));
        ready.setProperty("until-ended", options.getOrDefault("until-ended", "-1"));
        String file = options.get("properties");
        if (file != null) {
            Path target = Path.of(file).toAbsolutePath();
            Path draft = target.resolveSibling(target.getFileName() + ".new");
            try (var out = Files.newBufferedWriter(draft)) {
                ready.store(out, null);
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void untilEnded() {
        String pid = options.get("until-ended");
        if (pid != null) {
            Optional<ProcessHandle> other = ProcessHandle.of(Long.parseLong(pid));
            if (other.isEmpty()) {
                throw new IllegalArgumentException("process " + pid + " has ended already");
            }
            var _ = other.get().onExit().thenRun(() -> System.exit(0));
        }
    }

    private synchronized void stop() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                // The others still have to be stopped, and nobody is left to hear of it.
                Thread.currentThread().interrupt();
            }
        }
    }

    private int number(String option) {
        return Integer.parseInt(options.getOrDefault(option, "0"));
    }

    private String required(String option) {
        String value = options.get(option);
        if (value == null) {
            throw new IllegalArgumentException("--" + option + " is missing");
        }
        return value;
    }

    private static Map<String, String> options(String[] args) {
        Map<String, String> options = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            String name = equals < 0 || !arg.startsWith("--") ? "" : arg.substring(2, equals);
            if (!OPTIONS.contains(name)) {
                fail(new IllegalArgumentException("unknown option " + arg));
            }
            options.put(name, arg.substring(equals + 1));
        }
        return options;
    }

    /** Says all of the causes: the last one tells most. */
    private static void fail(Throwable e) {
        StringBuilder why = new StringBuilder(said(e));
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            why.append(": ").append(said(cause));
        }
        System.err.append(why).append('\n');
        System.exit(1);
    }

    private static String said(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static void end(int status, @Nullable String message, IntConsumer how) {
        System.err
                .append("Kafka ends this process with status " + status + (message == null ? "" : ": " + message))
                .append('\n');
        how.accept(status);
    }
}
