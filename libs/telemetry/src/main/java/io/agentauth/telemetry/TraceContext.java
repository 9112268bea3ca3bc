// SPDX-License-Identifier: Apache-2.0
package io.agentauth.telemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A trace that waits: written down beside what waits, as the text that requests carry too, and continued from there.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context §3.2</a>
 */
public final class TraceContext {
    /** The header that carries it in a request, and in a Kafka record for subscribers that trace by themselves. */
    public static final String HEADER = "traceparent";

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final String SCOPE = "io.agentauth";

    private TraceContext() {}

    /** The current span, for whoever goes on; null where nothing is traced, or where this trace is not among those that are kept. */
    public static @Nullable String current() {
        SpanContext now = Span.current().getSpanContext();
        if (!now.isValid() || !now.isSampled()) {
            return null;
        }
        Map<String, String> carrier = HashMap.newHashMap(2);
        W3C.inject(Context.current(), carrier, (to, name, value) -> {
            if (to != null) {
                to.put(name, value);
            }
        });
        return carrier.get(HEADER);
    }

    /** What {@code traceparent} says; the root where it says nothing, or nothing that is well formed. */
    public static Context of(@Nullable String traceparent) {
        return traceparent == null ? Context.root() : W3C.extract(Context.root(), traceparent, ONE);
    }

    /** Whoever makes spans of our own. */
    public static Tracer tracer() {
        return GlobalOpenTelemetry.getTracer(SCOPE);
    }

    /**
     * Does {@code work} as a part of the trace that was written down as {@code traceparent}, with a link to the one that it happens in: a callback
     * is a request of its own, and belongs to the click that led to it. Without {@code traceparent} it is just done.
     */
    public static <T> Uni<T> continued(String name, @Nullable String traceparent, Supplier<Uni<T>> work) {
        return traceparent == null
                ? Uni.createFrom().deferred(work::get)
                : Uni.createFrom().completionStage(() -> within(name, of(traceparent), work));
    }

    private static <T> CompletionStage<T> within(String name, Context parent, Supplier<Uni<T>> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Executor here = here();
        Span span = tracer().spanBuilder(name)
                .setParent(parent)
                .addLink(Span.current().getSpanContext())
                .startSpan();
        here.execute(() -> begin(parent.with(span), work, here, done));
        return done;
    }

    // The scope ends with the work, which may be much later: it lives in the Vert.x context, not on this thread.
    @SuppressWarnings("MustBeClosedChecker")
    private static <T> void begin(Context inside, Supplier<Uni<T>> work, Executor here, CompletableFuture<T> done) {
        Scope scope = inside.makeCurrent();
        var _ = Uni.createFrom()
                .deferred(work::get)
                .subscribeAsCompletionStage()
                .whenComplete((item, failure) -> here.execute(() -> {
                    scope.close();
                    end(Span.fromContext(inside), failure);
                    settle(done, item, failure);
                }));
    }

    private static void end(Span span, @Nullable Throwable failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    private static <T> void settle(CompletableFuture<T> done, T item, @Nullable Throwable failure) {
        if (failure == null) {
            done.complete(item);
        } else {
            done.completeExceptionally(failure);
        }
    }

    /**
     * The Vert.x context that this runs in, entered anew: context propagation gives each callback the trace that it was made in, and puts back the one from
     * before when it returns, with whatever the callback had made current. Outside of Vert.x, this thread.
     */
    private static Executor here() {
        io.vertx.core.Context context = Vertx.currentContext();
        return context == null ? Runnable::run : task -> context.runOnContext(_ -> task.run());
    }

    private static final TextMapGetter<String> ONE = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
            return HEADER.equals(key) ? traceparent : null;
        }
    };
}
