// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.sdk.AgentAuthException.Facts;
import io.agentauth.sdk.AgentAuthException.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The exception that an answer is. */
final class Problems {
    private Problems() {}

    /** What of an answer is not its body. */
    record Head(int status, @Nullable String requestId, @Nullable Duration retryAfter) {}

    static AgentAuthException of(Head head, @Nullable JsonNode body, UnaryOperator<String> redacted) {
        JsonNode problem = body != null && body.isObject() ? body : Json.NOTHING;
        Function<String, @Nullable String> text = name -> text(problem, name, redacted);
        String code = text.apply("code");
        String detail = text.apply("detail");
        String requestId = Optional.ofNullable(text.apply("request_id")).orElse(head.requestId());
        Facts facts = new Facts(
                code,
                head.status(),
                detail,
                requestId,
                errors(problem.path("errors"), redacted),
                object(problem.path("provider_error"), redacted),
                head.retryAfter(),
                text.apply("reauth_url"),
                text.apply("limited_until"));
        String said = Optional.ofNullable(detail)
                .or(() -> Optional.ofNullable(text.apply("title")))
                .orElse("The answer cannot be read.");
        String where = "(HTTP " + head.status() + (requestId == null ? ")" : ", request " + requestId + ")");
        return typed((code == null ? "" : code + ": ") + said + " " + where, facts, head.status());
    }

    private static AgentAuthException typed(String message, Facts facts, int status) {
        String code = facts.code() == null ? "" : facts.code();
        return switch (code) {
            case "reauthorization_required" -> new ReauthorizationRequiredException(message, facts);
            case "provider_unavailable" -> new ProviderException(message, facts);
            default -> byStatus(message, facts, status);
        };
    }

    private static AgentAuthException byStatus(String message, Facts facts, int status) {
        return switch (status) {
            case 401 -> new AuthenticationException(message, facts);
            case 403 -> new PermissionDeniedException(message, facts);
            case 404, 410 -> new NotFoundException(message, facts);
            case 409 -> new ConflictException(message, facts);
            case 429 -> new RateLimitException(message, facts);
            default ->
                status >= 400 && status < 500
                        ? new ValidationException(message, facts)
                        : new ServerException(message, facts);
        };
    }

    private static @Nullable String text(JsonNode object, String name, UnaryOperator<String> redacted) {
        JsonNode value = object.path(name);
        return value.isTextual() ? redacted.apply(value.asText()) : null;
    }

    private static List<FieldError> errors(JsonNode errors, UnaryOperator<String> redacted) {
        List<FieldError> read = new ArrayList<>();
        for (JsonNode error : errors) {
            String field = text(error, "field", redacted);
            String message = text(error, "message", redacted);
            if (field != null && message != null) {
                read.add(new FieldError(field, message));
            }
        }
        return List.copyOf(read);
    }

    private static @Nullable Map<String, Object> object(JsonNode value, UnaryOperator<String> redacted) {
        if (!value.isObject()) {
            return null;
        }
        Map<String, Object> read = new LinkedHashMap<>();
        value.properties().forEach(member -> {
            JsonNode part = member.getValue();
            if (part.isTextual()) {
                read.put(member.getKey(), redacted.apply(part.asText()));
            } else if (part.isIntegralNumber()) {
                read.put(member.getKey(), part.asLong());
            }
        });
        return read;
    }
}
