// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.page;

import io.agentauth.gateway.GatewayConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.regex.Pattern;

/** What every answer tells browsers, whoever made the answer: run nothing, frame nothing, guess nothing, keep nothing, tell nobody. */
@ApplicationScoped
public class SecurityHeaders {
    private static final int BEFORE_ROUTES = 9_000;
    private static final CharSequence CSP = HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence REFERRER = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence OPENER = HttpHeaders.createOptimized("Cross-Origin-Opener-Policy");
    private static final CharSequence RESOURCE = HttpHeaders.createOptimized("Cross-Origin-Resource-Policy");
    private static final CharSequence HSTS = HttpHeaders.createOptimized("Strict-Transport-Security");
    private static final CharSequence NOTHING =
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
    private static final CharSequence NOSNIFF_VALUE = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence SAME_ORIGIN = HttpHeaders.createOptimized("same-origin");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence TWO_YEARS = HttpHeaders.createOptimized("max-age=63072000; includeSubDomains");
    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?");

    private final boolean https;

    @Inject
    SecurityHeaders(GatewayConfig config) {
        https = "https".equals(config.publicUrl().getScheme());
    }

    void register(@Observes Filters filters) {
        filters.register(this::add, BEFORE_ROUTES);
    }

    private void add(RoutingContext context) {
        var headers = context.response().headers();
        headers.set(CSP, NOTHING)
                .set(NOSNIFF, NOSNIFF_VALUE)
                .set(REFERRER, NO_REFERRER)
                .set(OPENER, SAME_ORIGIN)
                .set(RESOURCE, SAME_ORIGIN)
                .set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        if (https) {
            headers.set(HSTS, TWO_YEARS);
        }
        context.next();
    }

    /** Lets a page have its own style sheet and forms, and a form that is answered with a redirect to {@code formOrigin} ("" for none). */
    static void forPage(RoutingContext context, String formOrigin) {
        forPage(context, formOrigin, false);
    }

    /** The same, and with {@code logo} pictures that are in the page itself. */
    static void forPage(RoutingContext context, String formOrigin, boolean logo) {
        String form = ORIGIN.matcher(formOrigin).matches() ? "'self' " + formOrigin : "'self'";
        context.response()
                .putHeader(
                        CSP,
                        "default-src 'none'; style-src 'self'; img-src 'self'" + (logo ? " data:" : "")
                                + "; form-action " + form + "; base-uri 'none'; frame-ancestors 'none'");
    }
}
