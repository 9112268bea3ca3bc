// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.process.Child;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The servers of a stack that has each of them apart: how they are killed, started again and looked into. Each kill is proved. */
final class Servers {
    private static final Duration UP_MAX = Duration.ofSeconds(60);
    private static final String DUMP =
            """
            EVAL "local held = {} for _, key in ipairs(redis.call('KEYS', '*')) do \
            held[#held + 1] = key .. ' ' .. redis.call('GET', key) end return table.concat(held, ' ')" 0""";

    private final LocalStack stack;

    Servers(LocalStack stack) {
        this.stack = stack;
    }

    /** kill -9, with all that the process has started: PostgreSQL's postmaster first, so that nothing is written in good order. */
    void kill(Part server) {
        Child child = stack.child(server);
        assertThat(child.isAlive()).as("%s runs", server).isTrue();
        if (server == Part.POSTGRESQL) {
            kill(postmaster());
        }
        List<ProcessHandle> started = ProcessHandle.of(child.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
        started.forEach(ProcessHandle::destroyForcibly);
        child.kill();
        await(server + " is gone").atMost(UP_MAX).until(() -> !isListening(child.name()));
    }

    /** Starts it on the same data and waits until it takes requests. */
    void start(Part server) {
        Child child = stack.child(server);
        try {
            Files.deleteIfExists(stack.data().resolve("run").resolve(child.name() + ".properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        child.start();
        stack.awaitReady(child);
    }

    /** kill -9 of one backend: PostgreSQL ends all sessions and recovers by itself. */
    void killBackend(Part owner) {
        long pid = number(
                owner,
                "select pid from pg_stat_activity where usename like '%\\_worker' and datname = current_database() limit 1");
        kill(pid);
    }

    /** Redis forgets everything. */
    void flushAll() {
        assertThat(redis("FLUSHALL")).isEqualTo("+OK");
    }

    /** What Redis holds, for {@link #restore}. */
    String dump() {
        String held = redis(DUMP);
        assertThat(held).as("what Redis holds").contains("agent-auth:");
        return held;
    }

    /** Redis holds, for good, what it held at that time. */
    void restore(String dump) {
        assertThat(redis("MSET " + dump)).isEqualTo("+OK");
    }

    private String redis(String command) {
        try (Socket redis = new Socket(InetAddress.getLoopbackAddress(), port(Part.REDIS));
                BufferedReader answer =
                        new BufferedReader(new InputStreamReader(redis.getInputStream(), StandardCharsets.US_ASCII))) {
            redis.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String line = answer.readLine();
            return line.startsWith("$") ? answer.readLine() : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first column of all rows, as text. */
    List<String> texts(Part owner, String sql) {
        try (var connection = DriverManager.getConnection(stack.superuserJdbcUrl(owner));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException("the database of " + owner + " does not answer", e);
        }
    }

    long number(Part owner, String sql) {
        return Long.parseLong(texts(owner, sql).getFirst());
    }

    private long postmaster() {
        Path file = stack.data().resolve("servers/postgresql/postmaster.pid");
        try (var lines = Files.lines(file)) {
            return Long.parseLong(lines.findFirst().orElseThrow().strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow(() -> new AssertionError("no process " + pid));
        assertThat(process.destroyForcibly()).as("killed %d", pid).isTrue();
        await("process " + pid + " ends").atMost(UP_MAX).until(() -> !process.isAlive());
    }

    private boolean isListening(String name) {
        for (Part server : Part.servers()) {
            if (server.wireName().equals(name)) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
                    return socket.isConnected();
                } catch (IOException e) {
                    return false;
                }
            }
        }
        throw new IllegalArgumentException(name);
    }

    private int port(Part server) {
        return stack.internalUrl(server).getPort();
    }
}
