// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.switches.Fault;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Sends an answer, or what a fault makes of it. */
final class Delivery {
    private static final long GIGABYTE = 1L << 30;
    private static final long DRIP_MS = 1_000;

    private final Vertx vertx;

    Delivery(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The answer as it should be. */
    static void send(HttpServerRequest request, Reply reply) {
        HttpServerResponse response = request.response();
        if (!response.closed() && !response.ended()) {
            head(response, reply).end(Buffer.buffer(reply.body()));
        }
    }

    /** The answer spoilt by {@code fault}; what is plain data of it is in {@code reply} already. */
    void send(HttpServerRequest request, Reply reply, Fault fault) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        switch (fault.kind()) {
            case STATUS, HTML, ERROR, RATE_LIMIT -> send(request, reply);
            case EDIT -> send(request, edited(reply, fault));
            case DUPLICATE_KEYS ->
                send(
                        request,
                        reply.withBody(reply.body()
                                .replaceFirst(
                                        "\\{",
                                        "{\"access_token\":\"first-of-two\",\"refresh_token\":\"first-of-two\",")));
            case WRONG_CHARSET ->
                head(response, reply).end(Buffer.buffer(reply.body().getBytes(StandardCharsets.UTF_16BE)));
            case SILENCE -> request.response().exceptionHandler(_ -> {});
            case RESET -> request.connection().close();
            case CUT_BODY -> cut(request, reply);
            case DRIP -> drip(response, reply, fault.intervalMs() == null ? DRIP_MS : fault.intervalMs());
            case FLOOD -> flood(response, reply, fault.bytes() == null ? GIGABYTE : fault.bytes());
            case GZIP_BOMB -> bomb(response, reply, fault.bytes() == null ? GIGABYTE : fault.bytes());
        }
    }

    private static HttpServerResponse head(HttpServerResponse response, Reply reply) {
        response.setStatusCode(reply.status());
        if (!reply.contentType().isEmpty()) {
            response.putHeader("Content-Type", reply.contentType());
        }
        reply.headers().forEach(response::putHeader);
        return response;
    }

    private static Reply edited(Reply reply, Fault fault) {
        if (!reply.isJson()) {
            return reply;
        }
        ObjectNode body = (ObjectNode) Json.parse(reply.body());
        if (fault.remove() != null) {
            body.remove(fault.remove());
        }
        if (fault.set() != null) {
            body.setAll(fault.set());
        }
        return new Reply(fault.statusOr(reply.status()), reply.contentType(), body.toString(), reply.headers());
    }

    private static void cut(HttpServerRequest request, Reply reply) {
        Buffer body = Buffer.buffer(reply.body());
        head(request.response(), reply)
                .putHeader("Content-Length", Integer.toString(body.length()))
                .write(body.slice(0, body.length() / 2))
                .onComplete(_ -> request.connection().close());
    }

    private void drip(HttpServerResponse response, Reply reply, long intervalMs) {
        Buffer body = Buffer.buffer(reply.body());
        head(response, reply).putHeader("Content-Length", Integer.toString(body.length()));
        int[] sent = {0};
        vertx.setPeriodic(0, Math.max(1, intervalMs), timer -> {
            if (response.closed() || sent[0] == body.length()) {
                vertx.cancelTimer(timer);
                if (!response.closed()) {
                    response.end();
                }
            } else {
                response.write(body.slice(sent[0], sent[0] + 1));
                sent[0]++;
            }
        });
    }

    private static void flood(HttpServerResponse response, Reply reply, long bytes) {
        Buffer unit = Buffer.buffer("x".repeat(1 << 16));
        head(response, new Reply(reply.status(), "application/json", "", Map.of()))
                .setChunked(true);
        response.write("{\"access_token\":\"");
        pump(response, unit, bytes / unit.length());
    }

    private static void bomb(HttpServerResponse response, Reply reply, long bytes) {
        List<Buffer> parts = GzipBomb.parts();
        head(response, new Reply(reply.status(), "application/json", "", Map.of("Content-Encoding", "gzip")))
                .setChunked(true);
        response.write(parts.getFirst());
        pump(response, parts.getLast(), bytes / GzipBomb.UNPACKED_BYTES);
    }

    /** Writes as fast as the client reads. */
    private static void pump(HttpServerResponse response, Buffer unit, long units) {
        long left = units;
        while (left > 0 && !response.writeQueueFull() && !response.closed()) {
            response.write(unit);
            left--;
        }
        if (response.closed()) {
            return;
        }
        if (left == 0) {
            response.end();
        } else {
            long rest = left;
            response.exceptionHandler(_ -> {}).drainHandler(_ -> pump(response, unit, rest));
        }
    }
}
