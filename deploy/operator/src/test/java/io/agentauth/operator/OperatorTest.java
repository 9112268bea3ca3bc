// SPDX-License-Identifier: Apache-2.0
package io.agentauth.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTest {
    private final List<String> asked = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private HttpServer server;
    private int status = 200;
    private int unanswered;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            if (unanswered-- > 0) {
                exchange.close();
                return;
            }
            byte[] answer = "{\"sealed\":true}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    @DisplayName("F11: one command seals, with the key of its file and a reason")
    void seals() throws IOException {
        assertThat(run("seal", "--reason", "a \"break-in\"\n")).isZero();

        assertThat(asked).containsExactly("POST /v1/seal Bearer the-key {\"reason\":\"a \\\"break-in\\\"\\u000a\"}");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"sealed\":true");
    }

    @Test
    @DisplayName("H5: a command that no answer came to is sent again under the same key; another command has another")
    void aCommandWithoutAnAnswerIsSentAgain() throws IOException {
        unanswered = 1;
        assertThat(run("seal", "--reason", "x")).isZero();
        assertThat(run("seal", "--reason", "x")).isZero();

        assertThat(keys).hasSize(3).doesNotContainNull();
        assertThat(keys.get(1)).isEqualTo(keys.get(0));
        assertThat(keys.get(2)).isNotEqualTo(keys.get(0));
    }

    @Test
    @DisplayName(
            "a key file with more than one key, and an address that is none, are refused without a word of the key")
    void whatCannotBeSentIsSaidWithoutTheKey() throws IOException {
        Path two = Files.writeString(folder.resolve("two"), "the-key\nand-another\n");
        assertThat(run("seal", "--reason", "x", "--key-file", two.toString())).isOne();
        assertThat(run("seal", "--reason", "x", "--url", "localhost")).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("one key in one line", "--url")
                .doesNotContain("the-key", "and-another");
        assertThat(asked).isEmpty();
    }

    @Test
    void unsealsAndAsks() throws IOException {
        assertThat(run("unseal", "--reason", "over")).isZero();
        assertThat(run("seal", "status")).isZero();

        assertThat(asked.get(0)).startsWith("POST /v1/unseal ");
        assertThat(asked.get(1)).startsWith("GET /v1/seal ");
    }

    @Test
    void exchangesKeysAndAsks() throws IOException {
        assertThat(run("keys", "rotate")).isZero();
        assertThat(run("keys", "status")).isZero();

        assertThat(asked.get(0)).startsWith("POST /v1/keys/rotate ");
        assertThat(asked.get(1)).startsWith("GET /v1/keys ");
    }

    @Test
    @DisplayName(
            "J10: one command revokes all accounts of a connection or of an environment, and another asks how far it is")
    void revokesAndAsks() throws IOException {
        assertThat(run("revoke", "all")).isZero();
        assertThat(run("revoke", "some", "--connection", "conn_1", "--read-from", "2026-11-27T00:00:00Z"))
                .isZero();
        assertThat(run("revoke", "some")).as("the API's to refuse").isZero();
        assertThat(run("revoke", "status", "--id", "rev_1")).isZero();

        assertThat(asked)
                .containsExactly(
                        "POST /v1/revocations Bearer the-key {\"all\":true}",
                        "POST /v1/revocations Bearer the-key {\"connection_id\":\"conn_1\",\"read_from\":\"2026-11-27T00:00:00Z\"}",
                        "POST /v1/revocations Bearer the-key {}",
                        "GET /v1/revocations/rev_1 Bearer the-key ");
        assertThat(run("revoke", "status")).isEqualTo(2);
        assertThat(run("revoke", "status", "--id", "../seal")).isEqualTo(2);
        assertThat(run("revoke")).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "what is misspelt, said twice or of another command is refused: it would revoke more, or other accounts")
    void nothingThatWasSaidIsLeftOut() throws IOException {
        assertThat(run("revoke", "some", "--read-from", "2026-11-27T00:00:00Z", "--conection", "conn_1"))
                .isEqualTo(2);
        assertThat(run("revoke", "all", "--connection", "conn_1")).isEqualTo(2);
        assertThat(run("revoke", "some", "--connection", "conn_1", "--connection", "conn_2"))
                .isEqualTo(2);
        assertThat(run("revoke", "some", "--connection")).isEqualTo(2);
        assertThat(asked).isEmpty();
    }

    @Test
    void whereAndTheKeyAreNeeded() {
        PrintStream said = new PrintStream(err, true, StandardCharsets.UTF_8);

        assertThat(Operator.run(new String[] {"seal", "--reason", "x", "--key-file", "k"}, said, said))
                .isEqualTo(2);
        assertThat(Operator.run(new String[] {"seal", "--reason", "x", "--url", "u"}, said, said))
                .isEqualTo(2);
    }

    @Test
    void whatTheApiRefusesAndWhatIsNoCommandFails() throws IOException {
        status = 403;
        assertThat(run("seal", "--reason", "x")).isOne();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("sealed");
        assertThat(run("seal", "everything")).isEqualTo(2);
        server.stop(0);
        assertThat(run("seal", "--reason", "x")).isOne();
    }

    private int run(String... words) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "the-key\n");
        List<String> args = new ArrayList<>(
                List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort(), "--key-file", key.toString()));
        args.addAll(List.of(words));
        return Operator.run(
                args.toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
