// SPDX-License-Identifier: Apache-2.0
package io.agentauth.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class SettledPoolTimeoutsTest {
    private final SettledPoolTimeouts filter = new SettledPoolTimeouts();

    /** With a Vert.x that stops the timer this finds nothing: then the filter can go. */
    @Test
    void whatAPoolSaysAboutAQueryThatHasFailedIsNotLogged() throws IOException {
        Vertx vertx = Vertx.vertx();
        CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
        vertx.exceptionHandler(uncaught::complete);
        var pool = PgBuilder.pool()
                .using(vertx)
                .connectingTo(new PgConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(portOfNobody())
                        .setUser("nobody")
                        .setDatabase("none"))
                .with(new PoolOptions().setConnectionTimeout(1).setConnectionTimeoutUnit(TimeUnit.SECONDS))
                .build();

        var failed = pool.query("select 1").execute().toCompletionStage().toCompletableFuture();

        assertThat(failed).failsWithin(20, TimeUnit.SECONDS);
        Throwable said = uncaught.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(said).hasMessageContaining("already complete");
        assertThat(filter.isLoggable(line(said))).isFalse();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void everythingElseIs() {
        assertThat(filter.isLoggable(line(null))).isTrue();
        assertThat(filter.isLoggable(line(new IllegalStateException("Result is already complete"))))
                .isTrue();
        assertThat(filter.isLoggable(line(new IllegalArgumentException()))).isTrue();
    }

    private static LogRecord line(Throwable thrown) {
        LogRecord line = new LogRecord(Level.SEVERE, "Uncaught exception received by Vert.x");
        line.setThrown(thrown);
        return line;
    }

    private static int portOfNobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
