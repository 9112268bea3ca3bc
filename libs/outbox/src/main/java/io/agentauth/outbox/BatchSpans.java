// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentauth.events.EventCodec;
import io.agentauth.telemetry.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The handling of a batch, in the trace of each of its events that has one: a batch mixes what many people set off, so each trace gets a span of its own.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/">Semantic conventions, messaging spans</a>
 */
final class BatchSpans implements AutoCloseable {
    private final List<Span> spans;
    private boolean succeeded;

    private BatchSpans(List<Span> spans) {
        this.spans = spans;
    }

    /** Begins them. */
    static BatchSpans of(String consumer, ConsumerRecords<byte[], byte[]> records) {
        List<Span> spans = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String traceparent = text(record, EventCodec.CE_TRACEPARENT);
            if (traceparent != null) {
                spans.add(span(consumer, record, traceparent));
            }
        }
        return new BatchSpans(spans);
    }

    private static Span span(String consumer, ConsumerRecord<byte[], byte[]> record, String traceparent) {
        return TraceContext.tracer()
                .spanBuilder("process " + record.topic())
                .setParent(TraceContext.of(traceparent))
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.destination.name", record.topic())
                .setAttribute("messaging.consumer.group.name", consumer)
                .setAttribute("cloudevents.event_id", orEmpty(text(record, EventCodec.CE_ID)))
                .setAttribute("cloudevents.event_type", orEmpty(text(record, EventCodec.CE_TYPE)))
                .startSpan();
    }

    private static @Nullable String text(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** The batch was taken; without this, every span says that it failed. */
    void succeeded() {
        succeeded = true;
    }

    @Override
    public void close() {
        for (Span span : spans) {
            if (!succeeded) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
