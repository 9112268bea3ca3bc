// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Jackson stops at the first unknown field; a caller wants to hear of all of one object at once. */
final class UnknownFields extends DeserializationProblemHandler {
    /** The unknown fields of one object. Its message quotes no value. */
    static final class Found extends MismatchedInputException {
        private final transient List<String> names;

        Found(JsonParser parser, Collection<String> names) {
            super(parser, "unknown fields");
            this.names = List.copyOf(names);
        }

        List<String> names() {
            return names;
        }
    }

    @Override
    public boolean handleUnknownProperty(
            DeserializationContext context,
            JsonParser parser,
            JsonDeserializer<?> deserializer,
            Object beanOrClass,
            String propertyName)
            throws IOException {
        Collection<Object> known = deserializer.getKnownPropertyNames();
        if (!context.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) || known == null) {
            return false;
        }
        TreeSet<String> unknown = new TreeSet<>();
        unknown.add(propertyName);
        parser.skipChildren();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            parser.skipChildren();
            if (!known.contains(name)) {
                unknown.add(name);
            }
        }
        throw new Found(parser, unknown);
    }
}
