// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentauth.events.EventCodec;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.EventId;
import io.agentauth.telemetry.TraceContext;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A recorded event that waits to be published, as the relay reads it: the data stays the text that was recorded. */
record Queued(
        long position,
        UUID id,
        UUID environmentId,
        String topic,
        String key,
        long sequence,
        String type,
        @Nullable UUID causationId,
        Instant occurredAt,
        String data,
        @Nullable String traceparent) {
    static Queued from(Row row) {
        return new Queued(
                row.getLong(0),
                row.getUUID(1),
                row.getUUID(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                row.getUUID(7),
                row.getOffsetDateTime(8).toInstant(),
                row.getString(9),
                row.getString(10));
    }

    /** CloudEvents in binary mode, with the attributes that {@link EventCodec#decode} reads, and the trace where there is one. */
    ProducerRecord<byte[], byte[]> toRecord(String source) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, null, occurredAt.toEpochMilli(), key.getBytes(UTF_8), data.getBytes(UTF_8));
        Headers headers = record.headers();
        add(headers, EventCodec.CE_SPECVERSION, "1.0");
        add(headers, EventCodec.CE_ID, new EventId(id).toString());
        add(headers, EventCodec.CE_TYPE, type);
        add(headers, EventCodec.CE_SOURCE, source);
        add(headers, EventCodec.CE_SUBJECT, key);
        add(headers, EventCodec.CE_TIME, occurredAt.toString());
        add(headers, EventCodec.CE_ENVIRONMENTID, new EnvironmentId(environmentId).toString());
        add(headers, EventCodec.CE_SEQUENCE, Long.toString(sequence));
        if (causationId != null) {
            add(headers, EventCodec.CE_CAUSATIONID, new EventId(causationId).toString());
        }
        if (traceparent != null) {
            add(headers, EventCodec.CE_TRACEPARENT, traceparent);
            add(headers, TraceContext.HEADER, traceparent);
        }
        add(headers, EventCodec.CONTENT_TYPE, "application/json");
        return record;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
