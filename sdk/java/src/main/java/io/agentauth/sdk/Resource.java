// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** What the API has under one name. */
abstract class Resource {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private final Http http;

    Resource(Http http) {
        this.http = http;
    }

    final Http http() {
        return http;
    }

    final <T> T get(String path, Map<String, ?> query, Class<T> type) {
        return Json.as(http.send(Http.Call.of("GET", path).query(query)), type);
    }

    final <T> T post(String path, Map<String, ?> body, Class<T> type) {
        return Json.as(http.send(Http.Call.of("POST", path).body(body)), type);
    }

    final <T> T put(String path, Map<String, ?> body, Class<T> type) {
        return Json.as(http.send(Http.Call.of("PUT", path).body(body)), type);
    }

    final String text(String path, Map<String, ?> query, String mediaType) {
        return http.send(Http.Call.of("GET", path).query(query).mediaType(mediaType))
                .asText();
    }

    final <T> T patch(String path, Map<String, ?> body, Class<T> type) {
        return Json.as(http.send(Http.Call.of("PATCH", path).body(body)), type);
    }

    final <T> T delete(String path, Map<String, ?> query, Class<T> type) {
        return Json.as(http.send(Http.Call.of("DELETE", path).query(query)), type);
    }

    final <T> Page<T> page(String path, Map<String, ?> query, Class<T> type) {
        return page(path, query, type, Duration.ZERO);
    }

    final <T> Page<T> page(String path, Map<String, ?> query, Class<T> type, Duration extraTime) {
        return Json.pageOf(http.send(Http.Call.of("GET", path).query(query).extraTime(extraTime)), type);
    }

    final <T> Listing<T> all(String path, Map<String, ?> query, Class<T> type) {
        return new Listing<>(query, asked -> page(path, asked, type));
    }

    /** An id in a path: what is none would lead somewhere else. */
    static String id(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("an id is a text of letters, digits, \"_\" and \"-\"");
        }
        return id;
    }
}
