// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.switches;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One way to answer wrongly.
 *
 * @param kind how
 * @param endpoint which endpoint, {@code token} when absent
 * @param of which token requests; any when absent
 * @param at before (default) or after the provider has acted
 * @param count how often, then never again; without limit when absent
 * @param share the share of requests hit, 0 to 1; all when absent
 * @param status the HTTP status where the kind leaves it open
 * @param body the body where the kind leaves it open
 * @param contentType the body's type
 * @param headers sent as they are: {@code Retry-After} in any form
 * @param error the OAuth error of kind {@code error}
 * @param set members to write over in the answer, raw JSON values (kind {@code edit})
 * @param remove members to leave out of the answer (kind {@code edit}); without its {@code refresh_token} the old one is not spent
 * @param bytes how much (kinds {@code flood} and {@code gzip_bomb})
 * @param intervalMs between two bytes (kind {@code drip})
 * @param seconds how long to stay away (kind {@code rate_limit}), 30 when absent
 */
public record Fault(
        Kind kind,
        @Nullable String endpoint,
        @Nullable Of of,
        @Nullable At at,
        @Nullable Integer count,
        @Nullable Double share,
        @Nullable Integer status,
        @Nullable String body,
        @Nullable String contentType,
        @Nullable Map<String, String> headers,
        @Nullable String error,
        @Nullable Map<String, JsonNode> set,
        @Nullable List<String> remove,
        @Nullable Long bytes,
        @Nullable Long intervalMs,
        @Nullable Long seconds) {

    /** The ways. */
    public enum Kind {
        /** This status, body and headers. */
        STATUS,
        /** An HTML page, 200 unless {@code status} says otherwise. */
        HTML,
        /** An OAuth error in the provider's own spelling. */
        ERROR,
        /** Too many calls, in the provider's own words and headers. */
        RATE_LIMIT,
        /** The right answer with members changed or left out. */
        EDIT,
        /** The right answer with its first token member written twice. */
        DUPLICATE_KEYS,
        /** The right answer in UTF-16 that claims to be UTF-8. */
        WRONG_CHARSET,
        /** No answer, ever. */
        SILENCE,
        /** The connection is closed before a byte is sent. */
        RESET,
        /** Half of the body, then the connection is closed. */
        CUT_BODY,
        /** One byte an interval. */
        DRIP,
        /** A body without end, until {@code bytes} (1 GB). */
        FLOOD,
        /** A small body that unpacks to {@code bytes} (1 GB). */
        GZIP_BOMB
    }

    boolean hits(String where, Of kindOfRequest) {
        return (endpoint == null ? "token" : endpoint).equals(where) && (of == null || of.covers(kindOfRequest));
    }

    public boolean isAt(At point) {
        return (at == null ? At.BEFORE : at) == point;
    }

    /** Whether the answer will lack the refresh token, so that it must not be spent. */
    public boolean withholdsRefreshToken() {
        return kind == Kind.EDIT && remove != null && remove.contains("refresh_token");
    }

    public int statusOr(int otherwise) {
        return status == null ? otherwise : status;
    }

    public Duration stayAway() {
        return Duration.ofSeconds(seconds == null ? 30 : seconds);
    }

    public Map<String, String> headersOrNone() {
        return headers == null ? Map.of() : headers;
    }
}
