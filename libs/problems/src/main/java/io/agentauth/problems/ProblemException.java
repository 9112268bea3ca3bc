// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception for what a caller is told. {@code detail} and the members are written for the caller and reach the answer as they are,
 * so they hold nothing secret and nothing that a provider said; the cause is for our log and never leaves.
 */
public final class ProblemException extends RuntimeException {
    private final ProblemType type;
    private final String detail;
    private final transient Map<String, Object> members = new LinkedHashMap<>();
    private transient List<FieldError> errors = List.of();
    private transient @Nullable Duration retryAfter;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, null);
    }

    /** With a cause, for our log only. */
    public ProblemException(ProblemType type, String detail, @Nullable Throwable cause) {
        // Expected trouble needs no stack: it costs more than the answer. What has a cause keeps its own.
        super(type.code() + ": " + detail, cause, false, false);
        this.type = type;
        this.detail = detail;
    }

    /** One field that is wrong. */
    public static ProblemException invalidField(String field, String message) {
        return new ProblemException(ProblemType.INVALID_FIELD, field + ": " + message)
                .errors(List.of(new FieldError(field, message)));
    }

    /** Nothing there that this caller may see. */
    public static ProblemException notFound(String what) {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no such " + what + ".");
    }

    /** Adds an extension member (RFC 9457 §3.2), for example {@code provider_error} or {@code reauth_url}. */
    public ProblemException with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    /** Says which fields are wrong. */
    public ProblemException errors(List<FieldError> fields) {
        errors = List.copyOf(fields);
        return this;
    }

    /** Sets the answer's {@code Retry-After}, in whole seconds, rounded up. */
    public ProblemException retryAfter(Duration wait) {
        retryAfter = wait;
        return this;
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return detail;
    }

    public Map<String, Object> members() {
        return members;
    }

    public List<FieldError> errors() {
        return errors;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
