// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.TooManyCalls;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the provider's API is called with a token.
 *
 * @param baseUrl where its paths begin; null where it differs from product to product
 * @param tokenHeader the header that carries the token, {@code Authorization} by default
 * @param tokenFormat what is in it, {@code Bearer {token}} by default
 * @param headers that every call needs
 * @param versionHeader the header that says which version is meant, where a connection may choose; the catalogue's own is among the headers
 * @param rateLimit how it limits callers
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Api(
        @Nullable UrlTemplate baseUrl,
        String tokenHeader,
        String tokenFormat,
        Map<String, String> headers,
        @Nullable String versionHeader,
        @Nullable RateLimit rateLimit) {
    /** How most providers take a token. RFC 6750 §2.1. */
    static final String BEARER = "Bearer {token}";

    public Api(
            @Nullable UrlTemplate baseUrl,
            @Nullable String tokenHeader,
            @Nullable String tokenFormat,
            @Nullable Map<String, String> headers,
            @Nullable String versionHeader,
            @Nullable RateLimit rateLimit) {
        this.baseUrl = baseUrl;
        this.tokenHeader = tokenHeader == null ? "Authorization" : tokenHeader;
        this.tokenFormat = tokenFormat == null ? BEARER : tokenFormat;
        this.headers = headers == null ? Map.of() : Map.copyOf(headers);
        this.versionHeader = versionHeader;
        this.rateLimit = rateLimit;
    }

    /** The same, asked in {@code version}. */
    Api atVersion(String header, String version) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(header, version);
        return new Api(baseUrl, tokenHeader, tokenFormat, all, versionHeader, rateLimit);
    }

    Api filledWith(Map<String, String> values) {
        return new Api(
                baseUrl == null ? null : baseUrl.filledWith(values),
                tokenHeader,
                tokenFormat,
                headers,
                versionHeader,
                rateLimit);
    }

    /**
     * How a refusal for too many calls looks.
     *
     * @param statuses that it has; some providers use others than 429
     * @param headers that tell where one stands
     * @param markers words in the body that tell it from other refusals of the same status
     * @param remainingHeader the one of the headers that says how many calls are left
     * @param resetHeaders those of the headers that say when calls are taken again, beside {@code Retry-After}
     * @param limit what is allowed, in words
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record RateLimit(
            List<Integer> statuses,
            List<String> headers,
            List<String> markers,
            @Nullable String remainingHeader,
            List<String> resetHeaders,
            @Nullable String limit) {
        public RateLimit(
                @Nullable List<Integer> statuses,
                @Nullable List<String> headers,
                @Nullable List<String> markers,
                @Nullable String remainingHeader,
                @Nullable List<String> resetHeaders,
                @Nullable String limit) {
            this.statuses = statuses == null ? List.of(429) : List.copyOf(statuses);
            this.headers = headers == null ? List.of() : List.copyOf(headers);
            this.markers = markers == null ? List.of() : List.copyOf(markers);
            this.remainingHeader = remainingHeader;
            this.resetHeaders = resetHeaders == null ? List.of() : List.copyOf(resetHeaders);
            this.limit = limit;
        }

        TooManyCalls tooMany() {
            return new TooManyCalls(statuses, markers, remainingHeader, resetHeaders);
        }
    }
}
