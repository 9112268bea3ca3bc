// SPDX-License-Identifier: Apache-2.0
package io.agentauth.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Takes queries and handles out of spans as they start: {@code code} and {@code state} are on no telemetry library's list of secrets. */
@ApplicationScoped
public class QuerylessSpans implements SpanProcessor {
    private static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");
    private static final AttributeKey<String> FULL = AttributeKey.stringKey("url.full");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final List<String> SECRET_PATHS = List.of("/connect/", "/oauth/callback/");

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        if (span.getAttribute(QUERY) != null) {
            span.setAttribute(QUERY, "redacted");
        }
        String full = span.getAttribute(FULL);
        if (full != null) {
            span.setAttribute(FULL, open(full));
        }
        String path = span.getAttribute(PATH);
        if (path != null && !open(path).equals(path)) {
            span.setAttribute(PATH, open(path));
            span.updateName(open(path));
        }
    }

    /** What everybody may see of an address: no query, and nothing behind the first part of a path that ends in a handle. */
    private static String open(String address) {
        String queryless = address.indexOf('?') < 0 ? address : address.substring(0, address.indexOf('?'));
        for (String secret : SECRET_PATHS) {
            int at = queryless.indexOf(secret);
            if (at >= 0) {
                return queryless.substring(0, at + secret.length());
            }
        }
        return queryless;
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
