// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.upstream.UpstreamAnswer.Trouble;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One request on one connection. It knows at each moment whether a byte may have left, and answers once. */
final class Exchange {
    // TLS says goodbye first; Netty closes without it when nobody has heard it for three seconds.
    private static final long HANG_UP_MILLIS = 5_000;

    private final HttpRequest sent;
    private final Progress progress;
    private final int bodyBytesMax;
    private final Clock clock;
    private final Promise<UpstreamAnswer> result = Promise.promise();
    private final Promise<Void> closed = Promise.promise();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);
    private volatile @Nullable HttpClientRequest connection;

    Exchange(HttpRequest sent, Progress progress, int bodyBytesMax, Clock clock) {
        this.sent = sent;
        this.progress = progress;
        this.bodyBytesMax = bodyBytesMax;
        this.clock = clock;
    }

    /** Runs it, for at most {@code millis}. */
    Future<UpstreamAnswer> run(Vertx vertx, HttpClient client, RequestOptions options, long millis) {
        long timer = vertx.setTimer(Math.max(1, millis), _ -> fail(Trouble.DEADLINE, "the deadline passed"));
        client.request(options).onComplete(this::connected, this::notConnected);
        return result.future().onComplete(_ -> vertx.cancelTimer(timer));
    }

    private void connected(HttpClientRequest request) {
        connection = request;
        // Without these Vert.x would log what broke a connection, in a stranger's words.
        request.exceptionHandler(this::broken)
                .connection()
                .exceptionHandler(this::broken)
                .closeHandler(_ -> closed.tryComplete());
        try {
            putHeaders(request);
            progress.connected();
        } catch (RuntimeException e) {
            fail(Trouble.STOPPED, "stopped before it was sent: " + name(e));
        }
        // From here on nobody can say that nothing was sent. Whoever ended the exchange before this line has said so.
        if (!phase.compareAndSet(Phase.CONNECTING, Phase.PRESENTED)) {
            request.reset();
            return;
        }
        request.response().onComplete(this::headersRead, this::broken);
        write(request).onComplete(_ -> progress.written(), this::broken);
    }

    private void putHeaders(HttpClientRequest request) {
        request.putHeader("User-Agent", "Agent-Auth").putHeader("Accept-Encoding", "identity");
        sent.headers().forEach(request::putHeader);
        sent.secretHeaders()
                .forEach((name, secret) -> request.putHeader(name, secret.reveal(Reveal.TO_CALL_THE_PROVIDER)));
        Sensitive authorization = sent.authorization();
        if (authorization != null) {
            request.putHeader("Authorization", authorization.reveal(Reveal.TO_CALL_THE_PROVIDER));
        }
        String contentType = sent.contentType();
        if (contentType != null) {
            request.putHeader("Content-Type", contentType);
        }
    }

    private Future<Void> write(HttpClientRequest request) {
        Sensitive body = sent.body();
        return body == null ? request.end() : request.end(Buffer.buffer(body.revealBytes(Reveal.TO_CALL_THE_PROVIDER)));
    }

    private void headersRead(HttpClientResponse response) {
        Instant receivedAt = clock.instant();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(this::broken);
        response.handler(bytes -> {
            if (body.length() + bytes.length() > bodyBytesMax) {
                fail(Trouble.TOO_LARGE, "the answer is larger than allowed");
            } else {
                body.appendBuffer(bytes);
            }
        });
        response.endHandler(_ -> answered(response, body.getBytes(), receivedAt));
        progress.headersRead();
    }

    private void answered(HttpClientResponse response, byte[] body, Instant receivedAt) {
        Map<String, String> headers = new HashMap<>();
        response.headers().forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        try {
            byte[] plain = ContentCoding.decode(headers.get("content-encoding"), body, bodyBytesMax);
            HttpAnswer answer = new HttpAnswer(response.statusCode(), headers, Sensitive.of(plain), receivedAt);
            if (phase.getAndSet(Phase.DONE) != Phase.DONE) {
                result.complete(new UpstreamAnswer.Answered(answer));
            }
        } catch (ContentCoding.TooLarge _) {
            fail(Trouble.TOO_LARGE, "the answer is larger than allowed");
        } catch (ContentCoding.Broken _) {
            fail(Trouble.BROKEN, "the answer cannot be decompressed");
        }
    }

    private void notConnected(Throwable cause) {
        switch (cause) {
            case ConnectionPoolTooBusyException _ -> fail(Trouble.BUSY, "too many requests wait for a connection");
            case SSLException _ -> fail(Trouble.TLS, "no trusted TLS connection: " + name(cause));
            default -> fail(Trouble.CONNECT, "no connection: " + name(cause));
        }
    }

    private void broken(Throwable cause) {
        fail(Trouble.BROKEN, "the connection broke: " + name(cause));
    }

    private void fail(Trouble trouble, String why) {
        Phase before = phase.getAndSet(Phase.DONE);
        if (before == Phase.DONE) {
            return;
        }
        UpstreamAnswer answer = before == Phase.CONNECTING
                ? new UpstreamAnswer.NotSent(trouble, why)
                : new UpstreamAnswer.Ambiguous(trouble, why);
        HttpClientRequest open = connection;
        if (open == null) {
            result.complete(answer);
        } else {
            hangUp(open).onComplete(_ -> result.complete(answer));
        }
    }

    /** Whoever presents a token again does so after the provider can have seen this connection end. */
    private Future<Void> hangUp(HttpClientRequest open) {
        open.reset();
        return closed.future().timeout(HANG_UP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The kind of a failure only: its text may hold what a stranger sent. */
    private static String name(Throwable cause) {
        return cause.getClass().getSimpleName();
    }

    private enum Phase {
        CONNECTING,
        PRESENTED,
        DONE
    }
}
