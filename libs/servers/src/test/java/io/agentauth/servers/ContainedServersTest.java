// SPDX-License-Identifier: Apache-2.0
package io.agentauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other kind of servers, wherever a container engine answers and has, or can fetch, their images. */
class ContainedServersTest {
    private static final Map<String, String> IMAGES = Map.of(
            "POSTGRESQL_IMAGE", "postgres:18", "KAFKA_IMAGE", "apache/kafka:4.1.1", "REDIS_IMAGE", "valkey/valkey:8");

    @TempDir
    Path folder;

    @Test
    void threeContainersServeAndAreGoneAfterwards() throws Exception {
        requireEngine();
        Path password = Files.writeString(folder.resolve("password"), "only-for-tests");
        Path announced = folder.resolve("ready.properties");
        Path log = folder.resolve("log");
        Process servers = start(
                List.of(
                        "--containers=true",
                        "--postgresql=0",
                        "--kafka=0",
                        "--redis=0",
                        "--durable=false",
                        "--superuser-password-file=" + password,
                        "--properties=" + announced),
                log);
        try {
            Properties ready = await(announced, servers, log);
            try (Connection database = DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + ready.getProperty("postgresql.port") + "/postgres",
                    "postgres",
                    "only-for-tests")) {
                assertThat(database.getMetaData().getDatabaseMajorVersion()).isGreaterThanOrEqualTo(15);
            }
            try (Admin admin =
                    Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + ready.getProperty("kafka.port")))) {
                assertThat(admin.describeCluster().nodes().get()).hasSize(1);
            }
            assertThat(ping(number(ready, "redis.port"))).startsWith("+PONG");

            servers.destroy();
            assertThat(servers.waitFor(60, TimeUnit.SECONDS)).isTrue();
            for (String each : List.of("postgresql.port", "kafka.port", "redis.port")) {
                assertThat(Ports.isFree(number(ready, each))).as(each).isTrue();
            }
        } finally {
            servers.destroy();
        }
    }

    private static void requireEngine() throws IOException, InterruptedException {
        if (!succeeds("docker", "info")) {
            skip("no container engine answers to `docker info`");
        }
        for (Map.Entry<String, String> each : IMAGES.entrySet()) {
            String image = Objects.requireNonNullElse(System.getenv(each.getKey()), each.getValue());
            if (!succeeds("docker", "image", "inspect", image) && !succeeds("docker", "pull", image)) {
                skip("the image " + image
                        + " is not here and cannot be fetched; scripts/server-images makes others, which variables"
                        + " such as "
                        + each.getKey() + " name");
            }
        }
    }

    private static void skip(String why) {
        java.util.logging.Logger.getLogger("servers")
                .warning("\n*** SKIPPED: servers in containers were not tried: " + why + " ***\n");
        Assumptions.abort("SKIPPED: " + why);
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Process start(List<String> options, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                "target/classes" + File.pathSeparator + "target/lib/*",
                Main.class.getName());
        builder.command().addAll(options);
        builder.environment().put("TESTCONTAINERS_RYUK_DISABLED", "true");
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static Properties await(Path announced, Process process, Path log)
            throws IOException, InterruptedException {
        while (Files.notExists(announced)) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(Files.readString(log));
            }
        }
        Properties ready = new Properties();
        try (Reader reader = Files.newBufferedReader(announced)) {
            ready.load(reader);
        }
        return ready;
    }

    private static String ping(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
        }
    }

    private static int number(Properties properties, String name) {
        return Integer.parseInt(properties.getProperty(name));
    }
}
