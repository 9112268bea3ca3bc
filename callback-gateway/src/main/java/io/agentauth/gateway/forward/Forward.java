// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.forward;

import io.agentauth.gateway.GatewayConfig;
import io.agentauth.gateway.callee.Callee;
import io.agentauth.gateway.callee.Callees;
import io.agentauth.gateway.caller.ClientAddresses;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemMapper;
import io.agentauth.problems.ProblemType;
import io.agentauth.problems.RequestId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Streams a request to a service and its answer back. The request must be paused. Sent again at most once, and only where nothing can have
 * been done: no connection came about, or the method is safe and has no body (RFC 9110 §9.2.2).
 */
@ApplicationScoped
public class Forward {
    private static final long ONE_WRITE_BYTES_MAX = 16_384;
    private static final Buffer NOTHING = Buffer.buffer();

    private final Callees callees;
    private final ClientAddresses addresses;
    private final long bodyBytesMax;

    @Inject
    Forward(Callees callees, ClientAddresses addresses, GatewayConfig config) {
        this.callees = callees;
        this.addresses = addresses;
        this.bodyBytesMax = config.bodyBytesMax();
    }

    /** Sends it on with {@code authorization} as the caller's; ends the context, well or with a problem. */
    void send(RoutingContext context, Callee callee, @Nullable String authorization) {
        if (declaredLength(context.request()) > bodyBytesMax) {
            refuse(context, tooLarge());
            return;
        }
        String bearer = callees.serviceBearerNow(callee);
        Future<HttpClientResponse> answer = bearer != null
                ? attempt(context, callee, authorization, bearer)
                : callees.serviceBearer(callee).compose(made -> attempt(context, callee, authorization, made));
        answer.map(in -> stream(in, context)).onFailure(failure -> {
            // A caller who left resets the call: nobody is there to hear, and nothing is wrong with the service.
            if (!context.response().closed()) {
                refuse(context, Callees.unavailable(callee, failure));
            }
        });
    }

    private Future<HttpClientResponse> attempt(
            RoutingContext context, Callee callee, @Nullable String authorization, String bearer) {
        HttpServerRequest request = context.request();
        boolean empty = isEmpty(request);
        Future<HttpClientRequest> opened = callees.open(callee, request.method(), request.uri())
                .recover(notSent -> callees.open(callee, request.method(), request.uri()));
        Future<HttpClientResponse> first =
                opened.compose(out -> exchange(context, dress(out, context, authorization, bearer), empty));
        return empty && isSafe(request.method())
                ? first.recover(failure -> isBrokenOff(failure)
                                && opened.succeeded()
                                && !context.response().closed()
                        ? callees.open(callee, request.method(), request.uri())
                                .compose(out -> dress(out, context, authorization, bearer)
                                        .send())
                        : Future.failedFuture(failure))
                : first;
    }

    /** A kept connection that the service closed just now; silence is not that, and asking twice would double the wait. */
    private static boolean isBrokenOff(Throwable failure) {
        return failure instanceof HttpClosedException || failure instanceof IOException;
    }

    private Future<HttpClientResponse> exchange(RoutingContext context, HttpClientRequest out, boolean empty) {
        HttpServerRequest request = context.request();
        context.response().closeHandler(gone -> out.reset());
        // Told by the answer's future as well.
        out.exceptionHandler(failure -> {});
        if (empty) {
            request.resume();
            return out.send();
        }
        BoundedBody body = new BoundedBody(request, bodyBytesMax);
        if (request.getHeader(HttpHeaders.CONTENT_LENGTH) == null) {
            out.setChunked(true);
        }
        // Not after the body is through: a service may answer before, and an answer that nobody listens to is lost.
        Promise<HttpClientResponse> answer = Promise.promise();
        out.response().onSuccess(answer::tryComplete).onFailure(answer::tryFail);
        body.pipeTo(out).onFailure(failure -> {
            answer.tryFail(failure);
            out.reset();
        });
        return answer.future();
    }

    private HttpClientRequest dress(
            HttpClientRequest out, RoutingContext context, @Nullable String authorization, String bearer) {
        HttpServerRequest request = context.request();
        Headers.inwards(request.headers(), out.headers());
        if (authorization != null) {
            out.putHeader(Headers.AUTHORIZATION, authorization);
        }
        return out.putHeader(Callees.SERVICE_HEADER, bearer)
                .putHeader(RequestId.HEADER, RequestId.of(context))
                .putHeader(Headers.FORWARDED_FOR, addresses.of(request));
    }

    private static HttpClientResponse stream(HttpClientResponse in, RoutingContext context) {
        HttpServerResponse out = context.response();
        if (out.closed()) {
            in.request().reset();
            return in;
        }
        out.setStatusCode(in.statusCode());
        Headers.outwards(in.headers(), out.headers());
        if (declaredLength(in.getHeader(HttpHeaders.CONTENT_LENGTH)) <= ONE_WRITE_BYTES_MAX) {
            in.body()
                    .onSuccess(body -> finish(out, body))
                    .onFailure(broken -> context.request().connection().close());
            return in;
        }
        boolean bodiless =
                HttpMethod.HEAD.equals(context.request().method()) || in.statusCode() == 204 || in.statusCode() == 304;
        if (!bodiless && in.getHeader(HttpHeaders.CONTENT_LENGTH) == null) {
            out.setChunked(true);
        }
        pump(in, out, context);
        return in;
    }

    /** Vert.x's own pipe fails loudly when the caller has left meanwhile, which callers do all the time. */
    private static void pump(HttpClientResponse in, HttpServerResponse out, RoutingContext context) {
        in.handler(chunk -> {
            if (out.closed()) {
                return;
            }
            out.write(chunk);
            if (out.writeQueueFull()) {
                in.pause();
                out.drainHandler(drained -> in.resume());
            }
        });
        in.exceptionHandler(broken -> context.request().connection().close());
        in.endHandler(ended -> finish(out, NOTHING));
    }

    private static void finish(HttpServerResponse out, Buffer rest) {
        if (!out.closed() && !out.ended()) {
            out.end(rest);
        }
    }

    private static void refuse(RoutingContext context, ProblemException problem) {
        // The rest of the body is not read: the connection is of no further use.
        if (!context.request().isEnded()) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.request().resume();
        }
        ProblemMapper.answer(context, problem);
    }

    static ProblemException tooLarge() {
        return new ProblemException(ProblemType.TOO_LARGE, "Send a smaller body.");
    }

    private static boolean isSafe(HttpMethod method) {
        return HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
    }

    private static boolean isEmpty(HttpServerRequest request) {
        return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null && declaredLength(request) == 0;
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : declaredLength(length);
    }

    private static long declaredLength(@Nullable String length) {
        try {
            return length == null ? Long.MAX_VALUE : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
