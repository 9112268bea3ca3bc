// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.agentauth.localstack.process.Readiness;
import io.agentauth.servers.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BalancerTest {
    @Test
    void connectionsGoToEachReplicaInTurnAndPastOneThatIsAway() throws Exception {
        HttpServer first = replica("first");
        HttpServer second = replica("second");
        int port = Ports.free();
        try (Balancer balancer = Balancer.start(port, List.of(behind(first, () -> true), behind(second, () -> true)))) {
            assertThat(answers(port)).containsExactlyInAnyOrder("first", "second");

            first.stop(0);

            assertThat(answers(port)).containsExactly("second");
        } finally {
            second.stop(0);
        }
    }

    @Test
    void oneThatIsNotReadyGetsNoNewConnectionWhileAnotherIs() throws Exception {
        HttpServer first = replica("first");
        HttpServer second = replica("second");
        AtomicBoolean firstIsReady = new AtomicBoolean(true);
        AtomicBoolean secondIsReady = new AtomicBoolean(true);
        int port = Ports.free();
        try (Balancer balancer =
                Balancer.start(port, List.of(behind(first, firstIsReady::get), behind(second, secondIsReady::get)))) {
            firstIsReady.set(false);
            await().until(() ->
                    balancer.ready().equals(List.of(second.getAddress().getPort())));
            assertThat(answers(port)).containsExactly("second");

            // Where nobody is, somebody who may be better than nobody.
            secondIsReady.set(false);
            await().until(() -> balancer.ready().isEmpty());
            assertThat(answers(port)).containsExactlyInAnyOrder("first", "second");

            firstIsReady.set(true);
            await().until(() ->
                    balancer.ready().equals(List.of(first.getAddress().getPort())));
            assertThat(answers(port)).containsExactly("first");
        } finally {
            first.stop(0);
            second.stop(0);
        }
    }

    private static Balancer.Replica behind(HttpServer server, Readiness readiness) {
        return new Balancer.Replica(server.getAddress().getPort(), readiness);
    }

    private static Set<String> answers(int port) throws IOException, InterruptedException {
        Set<String> answers = new TreeSet<>();
        for (int i = 0; i < 4; i++) {
            try (HttpClient fresh = HttpClient.newHttpClient()) {
                answers.add(fresh.send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body());
            }
        }
        return answers;
    }

    private static HttpServer replica(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = name.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }
}
