// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * One kept HTTP/1.1 connection that has one request under way at a time. A general client costs as much CPU as the gateway that it is to load; this
 * one reads a status, a Content-Length and a body, which is all that the benchmarks' answers have.
 */
final class HttpConnection {
    private static final String END_OF_HEAD = "\r\n\r\n";

    /** An answer. */
    record Answer(int status, String head, Buffer body) {
        /** A header's value, or the empty text. */
        String header(String name) {
            String wanted = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
                    .map(line -> line.substring(wanted.length()).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    private final NetSocket socket;
    private Buffer received = Buffer.buffer();
    private Consumer<Answer> waiting = answer -> {};
    private Consumer<Throwable> failed = failure -> {};

    HttpConnection(NetSocket socket) {
        this.socket = socket;
        socket.handler(this::take);
        socket.closeHandler(closed -> failed.accept(new IllegalStateException("the connection was closed")));
        socket.exceptionHandler(failure -> failed.accept(failure));
    }

    /** Sends a request that is already bytes; {@code then} or {@code otherwise} is called once. */
    void send(Buffer request, Consumer<Answer> then, Consumer<Throwable> otherwise) {
        waiting = then;
        failed = otherwise;
        var _ = socket.write(request);
    }

    void close() {
        failed = failure -> {};
        var _ = socket.close();
    }

    /** The bytes of a request. */
    static Buffer request(String method, String host, String target, String headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String length = body.isEmpty() && "GET".equals(method) ? "" : "Content-Length: " + bytes.length + "\r\n";
        return Buffer.buffer(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + length + "\r\n")
                .appendBytes(bytes);
    }

    private void take(Buffer more) {
        received = received.length() == 0 ? more : received.appendBuffer(more);
        int end = indexOfEnd(received);
        if (end < 0) {
            return;
        }
        String head = received.getString(0, end, "ISO-8859-1");
        int bodyStart = end + END_OF_HEAD.length();
        int bodyEnd = bodyStart + contentLength(head);
        if (received.length() < bodyEnd) {
            return;
        }
        Answer answer =
                new Answer(Integer.parseInt(head.substring(9, 12)), head, received.getBuffer(bodyStart, bodyEnd));
        received = Buffer.buffer();
        waiting.accept(answer);
    }

    private static int indexOfEnd(Buffer buffer) {
        for (int i = 0; i <= buffer.length() - END_OF_HEAD.length(); i++) {
            if (buffer.getByte(i) == '\r'
                    && buffer.getByte(i + 1) == '\n'
                    && buffer.getByte(i + 2) == '\r'
                    && buffer.getByte(i + 3) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static int contentLength(String head) {
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\ncontent-length:");
        if (at < 0) {
            if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding")) {
                throw new IllegalStateException("chunked answers are not read here");
            }
            return 0;
        }
        int from = head.indexOf(':', at) + 1;
        int to = head.indexOf('\r', from);
        return Integer.parseInt(
                head.substring(from, to < 0 ? head.length() : to).strip());
    }
}
