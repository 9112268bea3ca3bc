// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.page;

import io.agentauth.gateway.caller.ClientAddresses;
import io.agentauth.gateway.limit.RateLimits;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemMapper;
import io.agentauth.problems.ProblemType;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** What all hosted pages have around them: a limit by client address, no body to read, redirects by 303, cookies that only we see. */
@ApplicationScoped
public class PageLimits {
    static final int ORDER = -900;

    private final RateLimits limits;
    private final ClientAddresses addresses;

    @Inject
    PageLimits(RateLimits limits, ClientAddresses addresses) {
        this.limits = limits;
        this.addresses = addresses;
    }

    /** {@code page}, for clients that do not ask too often. */
    Handler<RoutingContext> guard(Handler<RoutingContext> page) {
        return context -> {
            context.request().resume();
            if (limits.address(addresses.of(context.request())).allowed()) {
                page.handle(context);
            } else {
                Pages.retry(context, 429, "too_many");
            }
        };
    }

    static void methodNotAllowed(RoutingContext context, String allow) {
        context.response().putHeader(HttpHeaders.ALLOW, allow);
        ProblemMapper.answer(context, new ProblemException(ProblemType.METHOD_NOT_ALLOWED, "See the Allow header."));
    }

    /** A part of the path; "" if it is not there. */
    static String part(RoutingContext context, String name) {
        String part = context.pathParam(name);
        return part == null ? "" : part;
    }

    static void seeOther(RoutingContext context, String url) {
        try {
            context.response().setStatusCode(303).putHeader(HttpHeaders.LOCATION, url);
            context.end();
        } catch (IllegalArgumentException notAHeader) {
            context.fail(notAHeader);
        }
    }

    /** {@code __Host-} binds it to this host and to https (or a loopback); Lax lets it come back from the provider's redirect. */
    static void setCookie(RoutingContext context, String name, String value, int maxAgeSeconds) {
        context.response()
                .headers()
                .add(
                        HttpHeaders.SET_COOKIE,
                        name + "=" + value + "; Path=/; Max-Age=" + maxAgeSeconds + "; Secure; HttpOnly; SameSite=Lax");
    }
}
