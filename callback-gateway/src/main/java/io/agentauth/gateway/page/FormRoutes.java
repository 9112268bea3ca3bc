// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.page;

import io.agentauth.gateway.callee.Callee;
import io.agentauth.gateway.callee.Callees;
import io.agentauth.problems.RequestId;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a person enters what a provider wants. It is shown to the browser that clicked the link, which has a cookie for it, and what is
 * sent back goes on to account-service as it is. Nothing that was entered is ever shown again, and nothing of it is kept here.
 */
@ApplicationScoped
public class FormRoutes {
    private static final String PATH = "/connect/form/";
    private static final String COOKIE = "__Host-form-";
    private static final String FIELD = "field_";
    private static final String STATE = "state";
    private static final Pattern AUTHORIZATION = Pattern.compile("auth_[0-9a-z]{26}");
    private static final Pattern OPENER = Pattern.compile("[A-Za-z0-9_-]{16,256}");
    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final int PARAMETERS_MAX = 40;

    private final Callees callees;
    private final PageLimits limits;
    private final OwnForms forms;
    private final OutcomeRoutes outcomes;

    @Inject
    FormRoutes(Callees callees, PageLimits limits, OwnForms forms, OutcomeRoutes outcomes) {
        this.callees = callees;
        this.limits = limits;
        this.forms = forms;
        this.outcomes = outcomes;
    }

    void register(@Observes Router router) {
        router.route(PATH + ":authorization").order(PageLimits.ORDER).handler(limits.guard(this::form));
    }

    /** Sends a browser that clicked to its form. */
    static void goTo(RoutingContext context, String authorizationId, JsonObject cookie) {
        String value = cookie.getString("value");
        String name = COOKIE + authorizationId;
        if (!AUTHORIZATION.matcher(authorizationId).matches()
                || !OPENER.matcher(value).matches()
                || !name.equals(cookie.getString("name"))) {
            throw new IllegalStateException("a form's cookie of another form");
        }
        PageLimits.setCookie(context, name, value, cookie.getInteger("max_age_seconds"));
        PageLimits.seeOther(context, PATH + authorizationId);
    }

    private void form(RoutingContext context) {
        String authorizationId = PageLimits.part(context, "authorization");
        HttpMethod method = context.request().method();
        Cookie cookie = context.request().getCookie(COOKIE + authorizationId);
        if (!HttpMethod.GET.equals(method) && !HttpMethod.HEAD.equals(method) && !HttpMethod.POST.equals(method)) {
            PageLimits.methodNotAllowed(context, "GET, HEAD, POST");
        } else if (!AUTHORIZATION.matcher(authorizationId).matches()
                || cookie == null
                || !OPENER.matcher(cookie.getValue()).matches()) {
            Pages.state(context, 404, "flow_unknown", "stop");
        } else if (!HttpMethod.POST.equals(method)) {
            ask(context, authorizationId, "view", opener(authorizationId, cookie));
        } else if (!forms.isOurs(context.request())) {
            Pages.state(context, 403, "foreign_form", "stop");
        } else {
            read(context, authorizationId, opener(authorizationId, cookie));
        }
    }

    private static JsonObject opener(String authorizationId, Cookie cookie) {
        return new JsonObject().put("authorization_id", authorizationId).put("cookie", cookie.getValue());
    }

    private void read(RoutingContext context, String authorizationId, JsonObject opener) {
        Buffer body = Buffer.buffer();
        context.request().handler(part -> {
            if (body.length() <= BODY_BYTES_MAX) {
                body.appendBuffer(part);
            }
        });
        context.request().endHandler(_ -> {
            Map<String, List<String>> parameters = body.length() <= BODY_BYTES_MAX ? parameters(body) : Map.of();
            String state = first(parameters, STATE);
            if (state == null || !OPENER.matcher(state).matches()) {
                Pages.state(context, 400, "flow_unknown", "stop");
            } else {
                ask(context, authorizationId, "enter", opener.put(STATE, state).put("fields", fields(parameters)));
            }
        });
    }

    private static Map<String, List<String>> parameters(Buffer body) {
        try {
            return new QueryStringDecoder(body.toString(), StandardCharsets.UTF_8, false, PARAMETERS_MAX).parameters();
        } catch (IllegalArgumentException notAForm) {
            return Map.of();
        }
    }

    private static JsonObject fields(Map<String, List<String>> parameters) {
        JsonObject fields = new JsonObject();
        parameters.forEach((name, values) -> {
            if (name.startsWith(FIELD)) {
                fields.put(name.substring(FIELD.length()), values.getFirst());
            }
        });
        return fields;
    }

    private static @Nullable String first(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.get(name);
        return values == null ? null : values.getFirst();
    }

    private void ask(RoutingContext context, String authorizationId, String what, JsonObject body) {
        callees.post(Callee.ACCOUNT_SERVICE, "/internal/connect/form/" + what, body, RequestId.of(context))
                .map(view -> {
                    show(context, authorizationId, view);
                    return view;
                })
                .onFailure(failure -> Pages.failed(context, failure));
    }

    private void show(RoutingContext context, String authorizationId, JsonObject view) {
        switch (view.getString("result", "expired")) {
            case "open" -> Pages.form(context, 200, page(view, null));
            case "flawed" -> Pages.form(context, 422, page(view, "form.flawed"));
            case "refused" -> Pages.form(context, 422, page(view, "form.refused"));
            case "unanswered" -> Pages.form(context, 502, page(view, "form.unanswered"));
            case "stale" -> Pages.form(context, 409, page(view, "form.stale"));
            case "entered", "over" -> leave(context, authorizationId, view.getString("verify_url"));
            default -> Pages.state(context, 410, "form_expired", "hold");
        }
    }

    /**
     * Away from the form: to the application that is to say who it was, or to the outcome. What was sent by POST is first answered by a page of
     * ours, because Chromium holds every redirect that follows a form to the form's {@code form-action}; so no page has the address.
     */
    private void leave(RoutingContext context, String authorizationId, @Nullable String verifyUrl) {
        if (HttpMethod.POST.equals(context.request().method())) {
            if ("navigate".equals(context.request().getHeader("Sec-Fetch-Mode"))) {
                Pages.entered(context, PATH + authorizationId);
            } else {
                PageLimits.seeOther(context, PATH + authorizationId);
            }
        } else if (verifyUrl != null) {
            outcomes.leaveForApplication(context, authorizationId, verifyUrl);
        } else {
            outcomes.leaveCallback(context, authorizationId);
        }
    }

    private static Pages.Form page(JsonObject view, @Nullable String problem) {
        JsonObject flaws = view.getJsonObject("flaws", new JsonObject());
        List<Pages.FormField> fields = view.getJsonArray("fields", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .map(field -> new Pages.FormField(
                        FIELD + field.getString("name", ""),
                        field.getString("label", ""),
                        field.getString("hint"),
                        field.getBoolean("public", false) ? "text" : "password",
                        flaws.getString(field.getString("name", ""))))
                .toList();
        return new Pages.Form(
                ConnectRoutes.name(view, "application"),
                ConnectRoutes.name(view, "provider"),
                view.getString("identifier", ""),
                ConnectRoutes.kind(view),
                view.getString(STATE, ""),
                problem,
                fields,
                ConnectRoutes.logo(view));
    }
}
