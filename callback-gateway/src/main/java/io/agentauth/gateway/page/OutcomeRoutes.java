// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.page;

import io.agentauth.gateway.callee.Callee;
import io.agentauth.gateway.callee.Callees;
import io.agentauth.problems.RequestId;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How it ended: back to the application, or a page of ours where it named no address. The page's own address holds nothing secret, and only
 * the browser that came through the callback is shown it, by a cookie; everybody else gets one fixed answer.
 */
@ApplicationScoped
public class OutcomeRoutes {
    private static final Pattern AUTHORIZATION = Pattern.compile("auth_[0-9a-z]{26}");
    private static final String SEEN = "__Host-outcome-";
    private static final String OTHER_PERSON = "different_person";
    private static final int SEEN_SECONDS = 600;
    // The application may take ten minutes to say who it was, and the exchange comes after that.
    private static final int SEEN_SECONDS_VERIFIED = 1_200;

    private final Callees callees;
    private final PageLimits limits;

    @Inject
    OutcomeRoutes(Callees callees, PageLimits limits) {
        this.callees = callees;
        this.limits = limits;
    }

    void register(@Observes Router router) {
        router.route("/connect/outcome/:authorization").order(PageLimits.ORDER).handler(limits.guard(this::outcome));
    }

    /** Sends a browser that passed the callback on; by way of the outcome page where the application cannot be reached at once. */
    void leaveCallback(RoutingContext context, String authorizationId) {
        remember(context, authorizationId, SEEN_SECONDS);
        callees.get(Callee.ACCOUNT_SERVICE, path(authorizationId), RequestId.of(context))
                .map(outcome -> isTold(outcome) ? null : backToApplication(outcome))
                .otherwise((String) null)
                .map(url -> url == null ? "/connect/outcome/" + authorizationId : url)
                .onSuccess(url -> PageLimits.seeOther(context, url));
    }

    /**
     * Sends a browser that passed the callback to the application, which says who it is. The proof in that address is for this browser alone: it
     * is nowhere else, not on a page of ours and in no log.
     */
    void leaveForApplication(RoutingContext context, String authorizationId, String verifyUrl) {
        String scheme = URI.create(verifyUrl).getScheme();
        if (!"https".equals(scheme) && !"http".equals(scheme)) {
            throw new IllegalStateException("a verify URL that is not http");
        }
        remember(context, authorizationId, SEEN_SECONDS_VERIFIED);
        PageLimits.seeOther(context, verifyUrl);
    }

    private static void remember(RoutingContext context, String authorizationId, int seconds) {
        if (!AUTHORIZATION.matcher(authorizationId).matches()) {
            throw new IllegalStateException("an authorization id of another form");
        }
        PageLimits.setCookie(context, SEEN + authorizationId, "1", seconds);
    }

    private void outcome(RoutingContext context) {
        String authorizationId = PageLimits.part(context, "authorization");
        HttpMethod method = context.request().method();
        if (!HttpMethod.GET.equals(method) && !HttpMethod.HEAD.equals(method)) {
            PageLimits.methodNotAllowed(context, "GET, HEAD");
        } else if (!AUTHORIZATION.matcher(authorizationId).matches()
                || context.request().getCookie(SEEN + authorizationId) == null) {
            Pages.state(context, 404, "flow_unknown", "stop");
        } else {
            callees.get(Callee.ACCOUNT_SERVICE, path(authorizationId), RequestId.of(context))
                    .map(outcome -> {
                        show(context, outcome);
                        return outcome;
                    })
                    .onFailure(failure -> Pages.retry(context, 503, "retry"));
        }
    }

    private static void show(RoutingContext context, JsonObject outcome) {
        String back = backToApplication(outcome);
        String application = ConnectRoutes.name(outcome, "application");
        String provider = ConnectRoutes.name(outcome, "provider");
        if (isTold(outcome)) {
            Pages.say(context, 200, new Pages.Said(OTHER_PERSON, "stop", application, provider), back);
            return;
        }
        if (back != null) {
            PageLimits.seeOther(context, back);
            return;
        }
        switch (outcome.getString("status", "failed")) {
            case "waiting" -> keepWaiting(context, outcome, application, provider);
            case "succeeded" -> Pages.say(context, 200, new Pages.Said("succeeded", "good", application, provider));
            case "denied" -> Pages.say(context, 200, new Pages.Said("denied", "hold", application, provider));
            case "expired" -> Pages.say(context, 200, new Pages.Said("expired", "hold", application, provider));
            default -> Pages.say(context, 200, new Pages.Said("failed", "stop", application, provider));
        }
    }

    /** Whether the person is told here before the application is: only the person can say which account was meant. */
    private static boolean isTold(JsonObject outcome) {
        return OTHER_PERSON.equals(outcome.getString("reason"));
    }

    private static void keepWaiting(RoutingContext context, JsonObject outcome, String application, String provider) {
        if ("application".equals(outcome.getString("waiting_for"))) {
            Pages.waiting(context, "verifying", application);
        } else {
            Pages.waiting(context, "waiting", provider);
        }
    }

    /**
     * The application's address with account_id, status and state: {@code status} is the account's after success, else how the authorization
     * ended, because a reconnect that was denied leaves an account active. Null while it is not decided, or where there is no address.
     */
    static @Nullable String backToApplication(JsonObject outcome) {
        String to = outcome.getString("redirect_url");
        String ended = outcome.getString("status", "waiting");
        if (to == null || "waiting".equals(ended)) {
            return null;
        }
        String status = "succeeded".equals(ended) ? outcome.getString("account_status", "active") : ended;
        StringBuilder url = new StringBuilder(to)
                .append(to.indexOf('?') < 0 ? '?' : '&')
                .append("account_id=")
                .append(encode(outcome.getString("account_id", "")))
                .append("&status=")
                .append(encode(status));
        String state = outcome.getString("state");
        if (state != null) {
            url.append("&state=").append(encode(state));
        }
        return url.toString();
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String path(String authorizationId) {
        return "/internal/authorizations/" + authorizationId + "/outcome";
    }
}
