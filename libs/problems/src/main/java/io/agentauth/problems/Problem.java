// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A problem in its wire form, {@value #MEDIA_TYPE}: type, title, status, detail, code, request_id, errors, and the extension members.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(
        ProblemType problemType,
        String detail,
        String requestId,
        List<FieldError> errors,
        Map<String, Object> members,
        @Nullable Duration retryAfter) {
    /** The media type of every error answer. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final ObjectMapper MAPPER = ProblemJson.mapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final Set<String> OWN = Set.of("type", "title", "status", "detail", "code", "request_id", "errors");

    /** The answer to a caller whose request failed with {@code exception}. */
    public static Problem of(ProblemException exception, String requestId) {
        return new Problem(
                exception.type(),
                exception.detail(),
                requestId,
                exception.errors(),
                Map.copyOf(exception.members()),
                exception.retryAfter().orElse(null));
    }

    /** What a caller is told about anything unforeseen: the request id and nothing else. */
    public static Problem internalError(String requestId) {
        return of(
                new ProblemException(
                        ProblemType.INTERNAL_ERROR, "The request id names this failure in the service's log."),
                requestId);
    }

    /** The HTTP status. */
    public int status() {
        return problemType.status();
    }

    /** The value of the {@code Retry-After} header, where there is one. */
    public OptionalLong retryAfterSeconds() {
        return retryAfter == null
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds()));
    }

    /** The body. */
    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "/problems/" + problemType.code());
        json.put("title", problemType.title());
        json.put("status", problemType.status());
        json.put("detail", detail);
        json.put("code", problemType.code());
        json.put("request_id", requestId);
        json.put("errors", errors);
        members.forEach(json::putIfAbsent);
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a member of the problem cannot be written: " + problemType.code());
        }
    }

    /**
     * Reads a problem that another of our services answered, to be thrown again here.
     *
     * @return empty if the text is no problem of the closed list
     */
    public static Optional<ProblemException> read(String json) {
        try {
            return read(MAPPER.readValue(json, OBJECT));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<ProblemException> read(@Nullable Map<String, Object> json) {
        if (json == null
                || !(json.get("code") instanceof String code)
                || !(json.get("detail") instanceof String text)) {
            return Optional.empty();
        }
        return ProblemType.find(code).map(type -> {
            ProblemException problem = new ProblemException(type, text).errors(errorsOf(json.get("errors")));
            json.forEach((member, value) -> {
                if (!OWN.contains(member) && value != null) {
                    problem.with(member, value);
                }
            });
            return problem;
        });
    }

    private static List<FieldError> errorsOf(@Nullable Object errors) {
        List<FieldError> read = new ArrayList<>();
        if (errors instanceof List<?> list) {
            for (Object error : list) {
                if (error instanceof Map<?, ?> map
                        && map.get("field") instanceof String field
                        && map.get("message") instanceof String message) {
                    read.add(new FieldError(field, message));
                }
            }
        }
        return read;
    }
}
