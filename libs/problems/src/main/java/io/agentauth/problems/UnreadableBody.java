// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.List;

/** What to say about a JSON body that cannot be read: which field, and never its value nor the parser's own words. */
final class UnreadableBody {
    private static final int FIELDS_NAMED_MAX = 20;
    private static final int FIELD_CHARS_MAX = 100;

    private UnreadableBody() {}

    static ProblemException problem(JacksonException exception) {
        for (Throwable cause = exception.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem;
            }
            if (cause instanceof StreamReadException) {
                return malformed();
            }
        }
        return switch (exception) {
            case UnknownFields.Found found -> unknown(path(found), found.names());
            case UnrecognizedPropertyException one -> unknown(parent(one), List.of(one.getPropertyName()));
            case JsonMappingException mapping when !mapping.getPath().isEmpty() -> invalid(path(mapping));
            case JsonMappingException mapping
            when mapping.getOriginalMessage().startsWith("Trailing token") -> malformed();
            case JsonMappingException mapping ->
                new ProblemException(ProblemType.INVALID_FIELD, "The body does not have the expected shape.");
            default -> malformed();
        };
    }

    private static ProblemException malformed() {
        return new ProblemException(ProblemType.MALFORMED_JSON, "The body cannot be parsed as JSON.");
    }

    private static ProblemException unknown(String parent, List<String> names) {
        List<FieldError> errors = names.stream()
                .limit(FIELDS_NAMED_MAX)
                .map(name -> new FieldError(
                        shorten(parent.isEmpty() ? name : parent + "." + name), "There is no such field."))
                .toList();
        String listed = String.join(", ", errors.stream().map(FieldError::field).toList());
        return new ProblemException(ProblemType.UNKNOWN_FIELD, "Unknown fields: " + listed).errors(errors);
    }

    private static ProblemException invalid(String field) {
        return ProblemException.invalidField(shorten(field), "The value is missing, of another type, or not allowed.");
    }

    private static String parent(JsonMappingException exception) {
        String path = path(exception);
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    private static String path(JsonMappingException exception) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : exception.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String shorten(String field) {
        return field.length() <= FIELD_CHARS_MAX ? field : field.substring(0, FIELD_CHARS_MAX) + "…";
    }
}
