// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.forward;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A request's body that fails with {@code too_large} as soon as it is, whatever length was declared. */
final class BoundedBody implements ReadStream<Buffer> {
    private final HttpServerRequest request;
    private long bytesLeft;
    private @Nullable Handler<Throwable> failed;

    BoundedBody(HttpServerRequest request, long bytesMax) {
        this.request = request;
        this.bytesLeft = bytesMax;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> sink) {
        request.handler(sink == null ? null : chunk -> pass(chunk, sink));
        return this;
    }

    private void pass(Buffer chunk, Handler<Buffer> sink) {
        if (bytesLeft < 0) {
            return;
        }
        bytesLeft -= chunk.length();
        if (bytesLeft >= 0) {
            sink.handle(chunk);
        } else if (failed != null) {
            failed.handle(Forward.tooLarge());
        }
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> sink) {
        failed = sink;
        request.exceptionHandler(sink);
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        request.pause();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        request.resume();
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        request.fetch(amount);
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> sink) {
        request.endHandler(sink);
        return this;
    }
}
