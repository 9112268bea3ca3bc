// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * The id of a request: taken from {@code X-Request-Id} where a caller sent a harmless one, else made here; on every answer, in every log
 * line ({@value #MDC_KEY}) and in every problem.
 */
@ApplicationScoped
public class RequestId {
    /** The header, on requests between our services and on every answer. */
    public static final String HEADER = "X-Request-Id";

    /** The key in the log context. */
    public static final String MDC_KEY = "request_id";

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BEFORE_EVERYTHING = 10_000;

    void register(@Observes Filters filters) {
        filters.register(RequestId::assign, BEFORE_EVERYTHING);
    }

    private static void assign(RoutingContext context) {
        String id = accept(context.request().getHeader(HEADER));
        context.put(MDC_KEY, id);
        context.response().putHeader(HEADER, id);
        MDC.put(MDC_KEY, id);
        context.next();
    }

    /** The id to use for a request that came with {@code sent}. */
    public static String accept(@Nullable String sent) {
        return sent != null && HARMLESS.matcher(sent).matches() ? sent : next();
    }

    /** A new id: 96 random bits. */
    public static String next() {
        byte[] bits = new byte[12];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    /** The id of the request that {@code context} routes. */
    public static String of(RoutingContext context) {
        String id = context.get(MDC_KEY);
        return id == null ? current() : id;
    }

    /** The id of the request that is being served; outside of one (a sweeper, a consumer) a new one. */
    public static String current() {
        return MDC.get(MDC_KEY) instanceof String id ? id : next();
    }
}
