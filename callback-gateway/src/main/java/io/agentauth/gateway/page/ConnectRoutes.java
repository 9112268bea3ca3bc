// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.page;

import io.agentauth.gateway.callee.Callee;
import io.agentauth.gateway.callee.Callees;
import io.agentauth.gateway.caller.ClientAddresses;
import io.agentauth.problems.RequestId;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The connect page. Looking (GET, HEAD) consumes nothing, so link scanners do no harm; the click (POST) starts the flow. */
@ApplicationScoped
public class ConnectRoutes {
    private static final Pattern PICTURE =
            Pattern.compile("data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]{1,32768}={0,2}");
    private static final Pattern HANDLE = Pattern.compile("[A-Za-z0-9_-]{16,128}");
    private static final Pattern COOKIE_NAME = Pattern.compile("__Host-aa-[A-Za-z0-9_-]{1,64}");
    private static final Pattern COOKIE_VALUE = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    private final Callees callees;
    private final PageLimits limits;
    private final OwnForms forms;
    private final ClientAddresses addresses;

    @Inject
    ConnectRoutes(Callees callees, PageLimits limits, OwnForms forms, ClientAddresses addresses) {
        this.callees = callees;
        this.limits = limits;
        this.forms = forms;
        this.addresses = addresses;
    }

    void register(@Observes Router router) {
        router.route("/connect/:handle").order(PageLimits.ORDER).handler(limits.guard(this::connect));
    }

    private void connect(RoutingContext context) {
        String handle = PageLimits.part(context, "handle");
        HttpMethod method = context.request().method();
        if (!HANDLE.matcher(handle).matches()) {
            Pages.state(context, 404, "link_unknown", "stop");
        } else if (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method)) {
            look(context, handle);
        } else if (HttpMethod.POST.equals(method)) {
            click(context, handle);
        } else {
            PageLimits.methodNotAllowed(context, "GET, HEAD, POST");
        }
    }

    private void look(RoutingContext context, String handle) {
        callees.post(
                        Callee.ACCOUNT_SERVICE,
                        "/internal/connect/view",
                        new JsonObject().put("handle", handle),
                        RequestId.of(context))
                .map(view -> {
                    show(context, view);
                    return view;
                })
                .onFailure(failure -> Pages.failed(context, failure));
    }

    private static void show(RoutingContext context, JsonObject view) {
        switch (view.getString("state", "unknown")) {
            case "ready" -> Pages.start(context, start(view), view.getString("authorize_origin", ""));
            case "used" -> Pages.state(context, 410, "link_used", "hold");
            case "expired" -> Pages.state(context, 410, "link_expired", "hold");
            default -> Pages.state(context, 404, "link_unknown", "stop");
        }
    }

    private static Pages.Start start(JsonObject view) {
        return new Pages.Start(
                name(view, "application"),
                name(view, "provider"),
                view.getString("identifier", ""),
                kind(view),
                scopes(view),
                view.getBoolean("enters", false),
                logo(view));
    }

    /** The application's picture where it is in the address itself: a page of ours asks nobody else for one. */
    static @Nullable String logo(JsonObject view) {
        JsonObject application = view.getJsonObject("application");
        String url = application == null ? null : application.getString("logo_url");
        return url != null && PICTURE.matcher(url).matches() ? url : null;
    }

    /** The text that says whether the account is a user's or an organisation's. */
    static String kind(JsonObject view) {
        return "org_id".equals(view.getString("identifier_type")) ? "start.for.org_id" : "start.for.user_id";
    }

    private static List<Pages.Scope> scopes(JsonObject view) {
        return view.getJsonArray("scopes", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .map(scope -> {
                    String name = scope.getString("name", "");
                    String description = scope.getString("description");
                    return new Pages.Scope(name, description == null || description.isBlank() ? name : description);
                })
                .toList();
    }

    /** The display name of the view's application or provider. */
    static String name(JsonObject view, String member) {
        JsonObject named = view.getJsonObject(member);
        String name = named == null ? null : named.getString("name");
        return name == null ? "" : name;
    }

    private void click(RoutingContext context, String handle) {
        if (!forms.isOurs(context.request())) {
            Pages.state(context, 403, "foreign_form", "stop");
            return;
        }
        callees.post(
                        Callee.ACCOUNT_SERVICE,
                        "/internal/connect/start",
                        new JsonObject().put("handle", handle).put("client_address", addresses.of(context.request())),
                        RequestId.of(context))
                .map(started -> {
                    leave(context, started);
                    return started;
                })
                .onFailure(failure -> Pages.failed(context, failure));
    }

    /**
     * To the provider: 303 (RFC 9700 §4.12). A browser gets a page that goes on by itself instead, because Chromium holds every redirect
     * that follows a form to the form's {@code form-action}: providers that hop over further hosts, and the way back to the application
     * when the person had consented before, would be blocked. A page ends the form's navigation.
     */
    private static void leave(RoutingContext context, JsonObject started) {
        String form = started.getString("form");
        if (form != null) {
            FormRoutes.goTo(context, form, started.getJsonObject("cookie"));
            return;
        }
        String url = started.getString("authorize_url");
        URI target = URI.create(url);
        if (!"https".equals(target.getScheme()) && !"http".equals(target.getScheme())) {
            throw new IllegalStateException("an authorize URL that is not http");
        }
        setCookie(context, started.getJsonObject("cookie"));
        if ("navigate".equals(context.request().getHeader("Sec-Fetch-Mode"))) {
            Pages.leaving(context, target.getHost(), url);
        } else {
            PageLimits.seeOther(context, url);
        }
    }

    private static void setCookie(RoutingContext context, JsonObject cookie) {
        String name = cookie.getString("name");
        String value = cookie.getString("value");
        if (!COOKIE_NAME.matcher(name).matches() || !COOKIE_VALUE.matcher(value).matches()) {
            throw new IllegalStateException("a flow cookie of another form");
        }
        PageLimits.setCookie(context, name, value, cookie.getInteger("max_age_seconds"));
    }
}
