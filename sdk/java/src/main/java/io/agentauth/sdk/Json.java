// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** JSON as the API has it: snake_case, times of RFC 3339, fields of later releases passed over. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .addModule(new SimpleModule()
                    .addDeserializer(Instant.class, new Times())
                    .addSerializer(Instant.class, new TimeTexts()))
            .build();

    static final JsonNode NOTHING = MAPPER.createObjectNode();

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a value that is no JSON");
        }
    }

    /** Null for what is no JSON. */
    static @Nullable JsonNode read(byte[] body) {
        try {
            JsonNode read = MAPPER.readTree(body);
            return read == null || read.isMissingNode() ? null : read;
        } catch (IOException e) {
            return null;
        }
    }

    /** What is no JSON, as a node all the same. */
    static JsonNode text(byte[] body) {
        return MAPPER.getNodeFactory().textNode(new String(body, StandardCharsets.UTF_8));
    }

    static <T> T as(JsonNode node, Class<T> type) {
        try {
            return MAPPER.convertValue(node, type);
        } catch (IllegalArgumentException e) {
            throw unreadable();
        }
    }

    static <T> Page<T> pageOf(JsonNode node, Class<T> type) {
        JavaType page = MAPPER.getTypeFactory().constructParametricType(Page.class, type);
        try {
            return MAPPER.convertValue(node, page);
        } catch (IllegalArgumentException e) {
            throw unreadable();
        }
    }

    /** Without what could not be read: it may be a secret. */
    private static ServerException unreadable() {
        return new ServerException("The answer cannot be read.", AgentAuthException.Facts.NONE);
    }

    private static final class Times extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        private Times() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return OffsetDateTime.parse(parser.getText()).toInstant();
            } catch (DateTimeException e) {
                throw context.weirdStringException(parser.getText(), Instant.class, "no time of RFC 3339");
            }
        }
    }

    private static final class TimeTexts extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1;

        private TimeTexts() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(time.toString());
        }
    }
}
