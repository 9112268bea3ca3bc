// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What went wrong. {@link #code()} is stable: switch on it, or catch a subclass. */
public class AgentAuthException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Facts facts;

    AgentAuthException(String message, Facts facts) {
        super(message);
        this.facts = facts;
    }

    /** What is known about a failure. */
    record Facts(
            @Nullable String code,
            @Nullable Integer status,
            @Nullable String detail,
            @Nullable String requestId,
            List<FieldError> errors,
            @Nullable Map<String, Object> providerError,
            @Nullable Duration retryAfter,
            @Nullable String authUrl,
            @Nullable String limitedUntil) {
        static final Facts NONE = new Facts(null, null, null, null, List.of(), null, null, null, null);

        static Facts ofStatus(int status, @Nullable String requestId) {
            return new Facts(null, status, null, requestId, List.of(), null, null, null, null);
        }
    }

    /** What is wrong with one field of the request. */
    public record FieldError(String field, String message) {}

    /** The problem's code, for example {@code not_found}. */
    public final Optional<String> code() {
        return Optional.ofNullable(facts.code());
    }

    /** The HTTP status; empty where there was no answer. */
    public final Optional<Integer> status() {
        return Optional.ofNullable(facts.status());
    }

    /** For people. */
    public final Optional<String> detail() {
        return Optional.ofNullable(facts.detail());
    }

    /** Quote it when you ask for help. */
    public final Optional<String> requestId() {
        return Optional.ofNullable(facts.requestId());
    }

    /** The fields that are wrong. */
    public final List<FieldError> errors() {
        return facts.errors();
    }

    /** What the provider said: provider, status, error, error_description. */
    public final Optional<Map<String, Object>> providerError() {
        return Optional.ofNullable(facts.providerError());
    }

    /** Sooner is refused again. */
    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(facts.retryAfter());
    }

    final Facts facts() {
        return facts;
    }
}
