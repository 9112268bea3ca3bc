// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.agentauth.ids.EventId;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one translation between event records and the wire: JSON data with CloudEvents attributes as Kafka headers (binary mode).
 *
 * <p>Reading is tolerant where the contract grows (unknown members, unknown types) and strict everywhere else.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">CloudEvents Kafka binding §3.2</a>
 */
public final class EventCodec {
    /** The attribute names as Kafka headers. */
    public static final String CE_ID = "ce_id";

    public static final String CE_TYPE = "ce_type";
    public static final String CE_SOURCE = "ce_source";
    public static final String CE_SPECVERSION = "ce_specversion";
    public static final String CE_TIME = "ce_time";
    public static final String CE_SUBJECT = "ce_subject";
    public static final String CE_ENVIRONMENTID = "ce_environmentid";
    public static final String CE_SEQUENCE = "ce_sequence";
    public static final String CE_CAUSATIONID = "ce_causationid";

    /**
     * The trace that the event was recorded in; for who watches, and no part of what happened.
     *
     * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/distributed-tracing.md">Distributed Tracing extension</a>
     */
    public static final String CE_TRACEPARENT = "ce_traceparent";

    public static final String CONTENT_TYPE = "content-type";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private EventCodec() {}

    /** What a record from a topic can be to us. */
    public sealed interface Decoded {
        /** One of our events. */
        record Event(PublishedEvent event) implements Decoded {}

        /** A type of a later release: to be skipped. */
        record UnknownType(String type) implements Decoded {}

        /** Not an event by the contract. {@code reason} is ours and quotes nothing of the record. */
        record Undecodable(String reason) implements Decoded {}
    }

    /** The data as JSON text: what the event table keeps and the Kafka record's value is. */
    public static String toJson(AgentAuthEvent event) {
        try {
            return MAPPER.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event record cannot be written: " + event.type(), e);
        }
    }

    /**
     * Reads data written by {@link #toJson}.
     *
     * @return empty if this release does not know the type
     * @throws IllegalArgumentException if the type is known and the JSON is not of its shape; quotes nothing of it
     */
    public static Optional<AgentAuthEvent> fromJson(String type, String json) {
        return EventTypes.find(type).map(event -> {
            try {
                return MAPPER.readValue(json, event);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("data is not of the shape of " + type);
            }
        });
    }

    /** The CloudEvents attributes as Kafka headers. */
    public static Map<String, String> headers(PublishedEvent event) {
        Map<String, String> headers = new LinkedHashMap<>(16);
        headers.put(CE_SPECVERSION, "1.0");
        headers.put(CE_ID, event.id().toString());
        headers.put(CE_TYPE, event.data().type());
        headers.put(CE_SOURCE, event.source());
        headers.put(CE_SUBJECT, event.subject());
        headers.put(CE_TIME, event.time().toString());
        headers.put(CE_ENVIRONMENTID, event.data().environmentId().toString());
        headers.put(CE_SEQUENCE, Long.toString(event.sequence()));
        EventId cause = event.causationId();
        if (cause != null) {
            headers.put(CE_CAUSATIONID, cause.toString());
        }
        headers.put(CONTENT_TYPE, "application/json");
        return headers;
    }

    /** Reads a Kafka record. Never throws: what cannot be read is a value with a reason. */
    public static Decoded decode(Map<String, String> headers, byte @Nullable [] data) {
        String type = headers.get(CE_TYPE);
        if (type == null || !"1.0".equals(headers.get(CE_SPECVERSION))) {
            return new Decoded.Undecodable("no CloudEvents 1.0 type");
        }
        Optional<Class<? extends AgentAuthEvent>> known = EventTypes.find(type);
        if (known.isEmpty()) {
            return new Decoded.UnknownType(type);
        }
        if (data == null) {
            return new Decoded.Undecodable("no data");
        }
        try {
            return envelope(headers, MAPPER.readValue(data, known.get()));
        } catch (IOException e) {
            return new Decoded.Undecodable("data is not of the shape of " + type);
        }
    }

    private static Decoded envelope(Map<String, String> headers, @Nullable AgentAuthEvent data) {
        String id = headers.get(CE_ID);
        String time = headers.get(CE_TIME);
        String source = headers.get(CE_SOURCE);
        String subject = headers.get(CE_SUBJECT);
        String sequence = headers.get(CE_SEQUENCE);
        if (data == null || id == null || time == null || source == null || subject == null || sequence == null) {
            return new Decoded.Undecodable("a required attribute is missing");
        }
        if (!RequiredMembers.present(data)) {
            return new Decoded.Undecodable("data is not of the shape of " + data.type());
        }
        if (!subject.equals(data.key())) {
            return new Decoded.Undecodable("the subject is not what the data is about");
        }
        String cause = headers.get(CE_CAUSATIONID);
        try {
            return new Decoded.Event(new PublishedEvent(
                    EventId.parse(id),
                    Instant.parse(time),
                    source,
                    subject,
                    Long.parseLong(sequence),
                    cause == null ? null : EventId.parse(cause),
                    data));
        } catch (IllegalArgumentException | DateTimeException e) {
            return new Decoded.Undecodable("an attribute is malformed");
        }
    }
}
