// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Answers a body that announces too much with a problem: Quarkus' own answer to it is empty. The limit is Quarkus' ({@code max-body-size}). */
@ApplicationScoped
class BodyLimit {
    private static final int AFTER_THE_REQUEST_ID = 9_999;

    private final long bytesMax;

    @Inject
    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size", defaultValue = "10240K") MemorySize max) {
        this.bytesMax = max.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, AFTER_THE_REQUEST_ID);
    }

    private void check(RoutingContext context) {
        String announced = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced == null || bytes(announced) <= bytesMax) {
            context.next();
            return;
        }
        if (context.request().version() != HttpVersion.HTTP_2) {
            // The body is still coming: the connection cannot be used for another request.
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
        ProblemMapper.answer(
                context, new ProblemException(ProblemType.TOO_LARGE, "A body has at most " + bytesMax + " bytes."));
    }

    private static long bytes(String announced) {
        try {
            return Long.parseLong(announced);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
