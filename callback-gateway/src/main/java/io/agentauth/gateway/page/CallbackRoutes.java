// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.page;

import io.agentauth.gateway.callee.Callee;
import io.agentauth.gateway.callee.Callees;
import io.agentauth.problems.RequestId;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.regex.Pattern;

/**
 * Where providers send people back. The query and the flow's cookie go to token-refresher as they are: it alone can tell what they are
 * worth. Whatever the outcome, the browser is sent on at once, so that code and state leave the address bar.
 */
@ApplicationScoped
public class CallbackRoutes {
    private static final Pattern CONTEXT = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final String COOKIE_PREFIX = "__Host-aa-";
    private static final int COOKIES_MAX = 20;
    private static final int QUERY_CHARS_MAX = 8_192;

    private final Callees callees;
    private final PageLimits limits;
    private final OutcomeRoutes outcomes;

    @Inject
    CallbackRoutes(Callees callees, PageLimits limits, OutcomeRoutes outcomes) {
        this.callees = callees;
        this.limits = limits;
        this.outcomes = outcomes;
    }

    void register(@Observes Router router) {
        router.route("/oauth/callback/:context").order(PageLimits.ORDER).handler(limits.guard(this::callback));
    }

    private void callback(RoutingContext context) {
        HttpMethod method = context.request().method();
        String redirectContext = PageLimits.part(context, "context");
        String query = context.request().query();
        if (HttpMethod.HEAD.equals(method)) {
            // A scanner that only looks must not spend the code.
            context.end();
        } else if (!HttpMethod.GET.equals(method)) {
            PageLimits.methodNotAllowed(context, "GET, HEAD");
        } else if (!CONTEXT.matcher(redirectContext).matches() || query == null || query.length() > QUERY_CHARS_MAX) {
            Pages.state(context, 400, "flow_unknown", "stop");
        } else {
            pass(context, redirectContext, query);
        }
    }

    private void pass(RoutingContext context, String redirectContext, String query) {
        callees.post(
                        Callee.TOKEN_REFRESHER,
                        "/internal/callbacks",
                        new JsonObject()
                                .put("context", redirectContext)
                                .put("query", query)
                                .put("cookies", cookies(context)),
                        RequestId.of(context))
                .map(answer -> {
                    goOn(context, answer);
                    return answer;
                })
                .onFailure(failure -> Pages.retry(context, 503, "retry"));
    }

    private static JsonObject cookies(RoutingContext context) {
        JsonObject cookies = new JsonObject();
        context.request().cookies().stream()
                .filter(cookie -> cookie.getName().startsWith(COOKIE_PREFIX))
                .limit(COOKIES_MAX)
                .forEach((Cookie cookie) -> cookies.put(cookie.getName(), cookie.getValue()));
        return cookies;
    }

    private void goOn(RoutingContext context, JsonObject answer) {
        String authorizationId = answer.getString("authorization_id");
        if (authorizationId == null || "unknown".equals(answer.getString("outcome"))) {
            Pages.state(context, 400, "flow_unknown", "stop");
            return;
        }
        String verifyUrl = answer.getString("verify_url");
        if (verifyUrl == null) {
            outcomes.leaveCallback(context, authorizationId);
        } else {
            outcomes.leaveForApplication(context, authorizationId, verifyUrl);
        }
    }
}
