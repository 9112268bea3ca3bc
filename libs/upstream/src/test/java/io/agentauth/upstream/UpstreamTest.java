// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.agentauth.oauth.HttpRequest;
import io.agentauth.upstream.UpstreamAnswer.Ambiguous;
import io.agentauth.upstream.UpstreamAnswer.Answered;
import io.agentauth.upstream.UpstreamAnswer.NotSent;
import io.agentauth.upstream.UpstreamAnswer.Trouble;
import io.agentauth.vault.Reveal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UpstreamTest {
    final Door door = new Door();

    @AfterEach
    void close() {
        door.close();
    }

    void allow(Server server) {
        door.settings.put("agent-auth.upstream.private-origins", "http://localhost:" + server.port());
        door.name("localhost", "127.0.0.1");
    }

    UpstreamAnswer getWithin(Server server, Duration deadline) {
        return door.send(UpstreamRequest.of(HttpRequest.get(server.uri("/"))).within(deadline));
    }

    static Trouble ambiguous(UpstreamAnswer answer) {
        assertThat(answer).isInstanceOf(Ambiguous.class);
        return ((Ambiguous) answer).trouble();
    }

    static Trouble notSent(UpstreamAnswer answer) {
        assertThat(answer).isInstanceOf(NotSent.class);
        return ((NotSent) answer).trouble();
    }

    static String body(UpstreamAnswer answer) {
        assertThat(answer).isInstanceOf(Answered.class);
        return ((Answered) answer).answer().body().reveal(Reveal.TO_VERIFY);
    }

    static int status(UpstreamAnswer answer) {
        assertThat(answer).isInstanceOf(Answered.class);
        return ((Answered) answer).answer().status();
    }

    @Nested
    class WhatWasSent {
        @Test
        @DisplayName("B7 a request says who asks, goes out as it is, and its answer comes back whole")
        void aRequestGoesOutAsItIsAndTheAnswerComesBackWhole() throws Exception {
            try (Server server = Server.answering(Server.answer(200, "X-A: b\r\n", "{\"a\":1}"))) {
                allow(server);

                UpstreamAnswer answer = door.post(server.uri("/token?tenant=1"));

                assertThat(body(answer)).isEqualTo("{\"a\":1}");
                assertThat(((Answered) answer).answer().header("x-a")).contains("b");
                assertThat(door.told).containsExactly("connected", "written", "headersRead");
                assertThat(server.requests.getFirst())
                        .startsWith("POST /token?tenant=1 HTTP/1.1\r\n")
                        .containsIgnoringCase("host: localhost:" + server.port())
                        .containsIgnoringCase("user-agent: Agent-Auth")
                        .containsIgnoringCase("content-type: application/x-www-form-urlencoded")
                        .doesNotContainIgnoringCase("traceparent")
                        .endsWith("\r\n\r\ngrant_type=refresh_token");
            }
        }

        @Test
        @DisplayName("a name that another request looked up does not put this one into the other's context")
        void theAnswerComesInTheContextOfWhoAsked() throws Exception {
            try (Server server = Server.answering(Server.answer(200, "", "{}"))) {
                door.settings.put("agent-auth.upstream.private-origins", "http://localhost:" + server.port());
                Context other = context();
                Context own = context();
                Future<List<InetAddress>> known =
                        on(other, () -> door.vertx.executeBlocking(() -> List.of(InetAddress.ofLiteral("127.0.0.1"))));
                Upstream upstream = new Upstream(door.vertx, Configs.of(door.settings), _ -> known, Clock.systemUTC());
                UpstreamRequest request = UpstreamRequest.of(HttpRequest.get(server.uri("/")));

                Context came = on(own, () -> upstream.send(request)
                                .map(_ -> Vertx.currentContext())
                                .subscribeAsCompletionStage())
                        .get(20, TimeUnit.SECONDS);

                assertThat(came).isSameAs(own);
            }
        }

        private Context context() {
            return ((VertxInternal) door.vertx).createEventLoopContext();
        }

        private static <T> T on(Context context, Supplier<T> work) throws Exception {
            CompletableFuture<T> done = new CompletableFuture<>();
            context.runOnContext(_ -> done.complete(work.get()));
            return done.get(20, TimeUnit.SECONDS);
        }

        @Test
        void aRefusedConnectionIsNotSent() throws Exception {
            int port;
            try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                port = closed.getLocalPort();
            }
            door.settings.put("agent-auth.upstream.private-origins", "http://localhost:" + port);
            door.name("localhost", "127.0.0.1");

            assertThat(notSent(door.post(URI.create("http://localhost:" + port + "/"))))
                    .isEqualTo(Trouble.CONNECT);
            assertThat(door.told).isEmpty();
        }

        @Test
        void anUnknownNameIsNotSent() {
            assertThat(notSent(door.post(URI.create("https://nobody.example.com/token"))))
                    .isEqualTo(Trouble.NAME);
        }

        @Test
        void aConnectionThatIsNeverAcceptedIsNotSentWhenTheDeadlinePasses() throws Exception {
            // Nobody accepts, and the queue is full: the handshake gets no answer.
            try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                for (int i = 0; i < 8; i++) {
                    var filler = SocketChannel.open();
                    filler.configureBlocking(false);
                    filler.connect(full.getLocalSocketAddress());
                }
                door.settings.put("agent-auth.upstream.private-origins", "http://localhost:" + full.getLocalPort());
                door.settings.put("agent-auth.upstream.connect-timeout", "10s");
                door.name("localhost", "127.0.0.1");
                URI uri = URI.create("http://localhost:" + full.getLocalPort() + "/");

                UpstreamAnswer answer =
                        door.send(UpstreamRequest.of(HttpRequest.get(uri)).within(Duration.ofMillis(700)));

                assertThat(notSent(answer)).isEqualTo(Trouble.DEADLINE);
            }
        }

        @Test
        void aResetBeforeTheRequestIsAmbiguousUnlessItCameBeforeTheConnectionWasThere() throws Exception {
            try (Server server = new Server((_, connection) -> Server.reset(connection))) {
                allow(server);
                UpstreamAnswer answer = door.post(server.uri("/"));
                assertThat(answer).isNotInstanceOf(Answered.class);
                assertThat(answer instanceof Ambiguous).isEqualTo(door.told.contains("connected"));
            }
        }

        @Test
        void aResetAfterTheRequestIsAmbiguousAndNothingIsSentAgain() throws Exception {
            try (Server server = new Server((self, connection) -> {
                self.readRequest(connection);
                Server.reset(connection);
            })) {
                allow(server);
                assertThat(ambiguous(door.post(server.uri("/")))).isEqualTo(Trouble.BROKEN);
                assertThat(server.requests).hasSize(1);
                assertThat(server.connections).hasValue(1);
            }
        }

        @Test
        void anOrderlyCloseWithoutAnAnswerIsAmbiguousAndNothingIsSentAgain() throws Exception {
            try (Server server = new Server((self, connection) -> self.readRequest(connection))) {
                allow(server);
                assertThat(ambiguous(door.post(server.uri("/")))).isEqualTo(Trouble.BROKEN);
                assertThat(server.requests).hasSize(1);
            }
        }

        @Test
        void aServerThatNeverAnswersIsAmbiguousAtTheDeadline() throws Exception {
            CountDownLatch over = new CountDownLatch(1);
            try (Server server = new Server((self, connection) -> {
                self.readRequest(connection);
                over.await();
            })) {
                allow(server);
                assertThat(ambiguous(getWithin(server, Duration.ofMillis(400)))).isEqualTo(Trouble.DEADLINE);
                assertThat(door.told).containsExactly("connected", "written");
                over.countDown();
            }
        }

        @Test
        void whatWasNotDeliveredWhenTheDeadlinePassesNeverWillBe() throws Exception {
            CompletableFuture<String> end = new CompletableFuture<>();
            try (Server server = new Server((self, connection) -> {
                self.readRequest(connection);
                try {
                    end.complete(
                            "closed in order, " + connection.getInputStream().read());
                } catch (IOException e) {
                    end.complete("reset");
                }
            })) {
                allow(server);
                assertThat(ambiguous(getWithin(server, Duration.ofMillis(300)))).isEqualTo(Trouble.DEADLINE);
                assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo("reset");
            }
        }

        @Test
        void theKernelsOwnTransportIsUsedWhereItIsThere() {
            assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
            assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
            assertThat(door.vertx.isNativeTransportEnabled()).isTrue();
        }

        @Test
        void aBodyThatIsCutOffIsAmbiguous() throws Exception {
            String cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access_token\":\"a\"";
            try (Server server = new Server((self, connection) -> {
                self.readRequest(connection);
                connection.getOutputStream().write(cut.getBytes(StandardCharsets.US_ASCII));
            })) {
                allow(server);
                assertThat(ambiguous(door.post(server.uri("/")))).isEqualTo(Trouble.BROKEN);
                assertThat(door.told).containsExactly("connected", "written", "headersRead");
            }
        }

        @Test
        void somethingElseThanHttpIsAmbiguous() throws Exception {
            try (Server server = Server.answering("220 mail.example.com ESMTP\r\n\r\n")) {
                allow(server);
                assertThat(ambiguous(door.post(server.uri("/")))).isEqualTo(Trouble.BROKEN);
            }
        }

        @Test
        void whoeverWatchesCanStopItBeforeItIsSent() throws Exception {
            try (Server server = Server.answering(Server.answer(200, "", "{}"))) {
                allow(server);
                Progress stop = new Progress() {
                    @Override
                    public void connected() {
                        throw new IllegalStateException("the lease is too short");
                    }
                };
                UpstreamAnswer answer = Door.send(
                        door.upstream(),
                        UpstreamRequest.of(HttpRequest.get(server.uri("/"))).watchedBy(stop));

                assertThat(notSent(answer)).isEqualTo(Trouble.STOPPED);
                assertThat(server.requests).isEmpty();
            }
        }

        @Test
        void anotherAddressIsTriedAsLongAsNothingWasSent() throws Exception {
            try (Server server = Server.answering(Server.answer(200, "", "{}"))) {
                allow(server);
                door.name("localhost", "127.0.0.2 127.0.0.1");
                assertThat(status(door.post(server.uri("/")))).isEqualTo(200);
            }
        }
    }

    @Nested
    @DisplayName("D9: size and time have limits")
    class Limits {
        @Test
        void anEndlessBodyStopsAtTheLimit() throws Exception {
            byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            try (Server server = new Server((self, connection) -> {
                self.readRequest(connection);
                OutputStream out = connection.getOutputStream();
                out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                while (true) {
                    out.write(chunk);
                }
            })) {
                allow(server);
                assertThat(ambiguous(door.post(server.uri("/")))).isEqualTo(Trouble.TOO_LARGE);
            }
        }

        @Test
        void aBodyThatWasNotAskedToBeCompressedIsReadAllTheSame() throws Exception {
            try (Server server = compressed(new byte[] {'{', '}'})) {
                allow(server);
                assertThat(body(door.post(server.uri("/")))).isEqualTo("{}");
                assertThat(server.requests.getFirst()).containsIgnoringCase("accept-encoding: identity");
            }
        }

        @Test
        void aCompressedBombStopsAtTheLimit() throws Exception {
            try (Server server = compressed(new byte[64 << 20])) {
                allow(server);
                assertThat(ambiguous(door.post(server.uri("/")))).isEqualTo(Trouble.TOO_LARGE);
            }
        }

        @Test
        void oneByteNowAndThenStopsAtTheDeadline() throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            try (Server server = new Server((self, connection) -> {
                self.readRequest(connection);
                OutputStream out = connection.getOutputStream();
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                while (!never.await(50, TimeUnit.MILLISECONDS)) {
                    out.write('x');
                }
            })) {
                allow(server);
                long began = System.nanoTime();
                assertThat(ambiguous(getWithin(server, Duration.ofMillis(600)))).isEqualTo(Trouble.DEADLINE);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
            }
        }

        @Test
        void aFloodOfHeadersStopsAtTheLimit() throws Exception {
            String flood = "X-A: " + "y".repeat(1000) + "\r\n";
            try (Server server = Server.answering(Server.answer(200, flood.repeat(1000), "{}"))) {
                allow(server);
                assertThat(ambiguous(door.post(server.uri("/")))).isEqualTo(Trouble.BROKEN);
            }
        }

        @Test
        void whatWaitsForAConnectionTooLongInTheQueueIsNotSent() throws Exception {
            CountDownLatch over = new CountDownLatch(1);
            try (Server server = new Server((self, connection) -> {
                self.readRequest(connection);
                over.await();
            })) {
                allow(server);
                door.settings.put("agent-auth.upstream.connections-max", "1");
                door.settings.put("agent-auth.upstream.waiting-max", "1");
                Upstream upstream = door.upstream();
                UpstreamRequest first =
                        UpstreamRequest.of(HttpRequest.get(server.uri("/"))).within(Duration.ofSeconds(2));
                UpstreamRequest later = first.within(Duration.ofMillis(400));

                List<UpstreamAnswer> answers = Uni.join()
                        .all(upstream.send(first), upstream.send(later), upstream.send(later))
                        .andFailFast()
                        .await()
                        .atMost(Duration.ofSeconds(10));

                assertThat(ambiguous(answers.getFirst())).isEqualTo(Trouble.DEADLINE);
                assertThat(answers.subList(1, 3))
                        .allSatisfy(answer -> assertThat(notSent(answer)).isIn(Trouble.BUSY, Trouble.DEADLINE));
                assertThat(server.requests).hasSize(1);
                over.countDown();
            }
        }

        private static Server compressed(byte[] plain) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(plain);
            }
            String body = bytes.toString(StandardCharsets.ISO_8859_1);
            return Server.answering(Server.answer(200, "Content-Encoding: gzip\r\n", body));
        }
    }

    @Nested
    class Redirects {
        @Test
        @DisplayName("D5: a redirect of a token endpoint is an answer, not an instruction")
        void aRedirectIsNotFollowed() throws Exception {
            try (Server server = Server.answering(Server.answer(307, "Location: http://localhost:1/\r\n", ""))) {
                allow(server);
                assertThat(status(door.post(server.uri("/token")))).isEqualTo(307);
                assertThat(server.requests).hasSize(1);
            }
        }

        @Test
        @DisplayName("D6: a look-up follows at most five, then gives what it has")
        void aLoopEnds() throws Exception {
            try (Server server = Server.answering(Server.answer(302, "Location: /again\r\n", ""))) {
                allow(server);
                assertThat(status(door.send(UpstreamRequest.metadata(server.uri("/")))))
                        .isEqualTo(302);
                assertThat(server.requests).hasSize(6);
            }
        }

        @Test
        @DisplayName("D6: each hop is checked like the first")
        void aRedirectToTheInsideIsRefused() throws Exception {
            try (Server server =
                    Server.answering(Server.answer(302, "Location: https://inside.example.com/\r\n", ""))) {
                allow(server);
                door.name("inside.example.com", "10.0.0.1");
                assertThat(notSent(door.send(UpstreamRequest.metadata(server.uri("/")))))
                        .isEqualTo(Trouble.REFUSED);
            }
        }
    }

    @Nested
    class Addresses {
        @Test
        @DisplayName("D1: a name that leads inside is refused")
        void aNameThatLeadsInsideIsRefused() {
            door.name("inside.example.com", "10.1.2.3");
            assertThat(notSent(door.post(URI.create("https://inside.example.com/token"))))
                    .isEqualTo(Trouble.REFUSED);
        }

        @Test
        @DisplayName("D4: one bad address among good ones refuses all")
        void oneBadAddressRefusesAll() {
            door.name("mixed.example.com", "93.184.215.14 127.0.0.1");
            assertThat(notSent(door.post(URI.create("https://mixed.example.com/token"))))
                    .isEqualTo(Trouble.REFUSED);
        }

        @Test
        @DisplayName("D3: the name is looked up once, and the connection goes to the address that was checked")
        void theConnectionGoesToTheCheckedAddress() throws Exception {
            try (Server server = Server.answering(Server.answer(200, "", "{}"))) {
                // A second look-up would lead to the server here.
                door.name("rebound.example.com", "203.0.114.1", "127.0.0.1");
                door.settings.put("agent-auth.upstream.ports", String.valueOf(server.port()));
                door.settings.put("agent-auth.upstream.connect-timeout", "1s");

                UpstreamAnswer answer =
                        door.post(URI.create("https://rebound.example.com:" + server.port() + "/token"));

                assertThat(answer).isInstanceOf(NotSent.class);
                assertThat(door.lookUpsOf("rebound.example.com")).isOne();
                assertThat(server.connections).hasValue(0);
            }
        }
    }
}
