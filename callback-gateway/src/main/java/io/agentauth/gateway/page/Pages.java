// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.page;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The pages. Whatever comes from outside is a value in a template, and templates escape every value. */
public final class Pages {
    static final String HTML = "text/html; charset=utf-8";

    private static final CharSequence REFRESH = HttpHeaders.createOptimized("Refresh");

    private Pages() {}

    /** What somebody is asked to allow; with {@code enters}, what they need at hand for entering it here. {@code logo} is a picture in itself. */
    public record Start(
            String application,
            String provider,
            String identifier,
            String identifierKind,
            List<Scope> scopes,
            boolean enters,
            @Nullable String logo) {
        public String applicationInitial() {
            return initial(application);
        }

        public String providerInitial() {
            return initial(provider);
        }
    }

    private static String initial(String name) {
        String trimmed = name.strip();
        return trimmed.isEmpty()
                ? "?"
                : trimmed.substring(0, trimmed.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT);
    }

    /** What is to be entered. {@code problem} is the key of what went wrong the last time. */
    public record Form(
            String application,
            String provider,
            String identifier,
            String identifierKind,
            String state,
            @Nullable String problem,
            List<FormField> fields,
            @Nullable String logo) {
        public String applicationInitial() {
            return initial(application);
        }

        public String providerInitial() {
            return initial(provider);
        }
    }

    /** One field. What was entered in it is nowhere. {@code flaw} is a word for what was wrong with it. */
    public record FormField(String name, String label, @Nullable String hint, String type, @Nullable String flaw) {
        /** The key of the text that says so. */
        public String flawKey() {
            return "form.flaw." + flaw;
        }
    }

    /** One thing to allow: in plain words, and as the provider calls it. */
    public record Scope(String name, String description) {}

    /** A page that says one thing. {@code tone} is good, stop, hold or wait; {@code link} leads to {@code to}, or loads the page again. */
    public record State(String title, String text, String tone, @Nullable String link, String to) {
        State(String title, String text, String tone, @Nullable String link) {
            this(title, text, tone, link, "");
        }
    }

    @CheckedTemplate(basePath = "", defaultName = CheckedTemplate.ELEMENT_NAME)
    static class Templates {
        static native TemplateInstance start(Words words, Assets assets, Start page);

        static native TemplateInstance form(Words words, Assets assets, Form page);

        static native TemplateInstance leaving(Words words, Assets assets, String provider, String url);

        static native TemplateInstance state(Words words, Assets assets, State page);

        static native TemplateInstance problem(
                Words words, Assets assets, String title, String text, ProblemFacts facts);
    }

    /** Code and status of a problem. */
    public record ProblemFacts(String name, String status) {}

    static Words words(RoutingContext context) {
        return Words.of(context.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }

    static void start(RoutingContext context, Start page, String authorizeOrigin) {
        SecurityHeaders.forPage(context, authorizeOrigin, page.logo() != null);
        send(context, 200, Templates.start(words(context), Assets.ALL, page));
    }

    static void form(RoutingContext context, int status, Form page) {
        SecurityHeaders.forPage(context, "", page.logo() != null);
        send(context, status, Templates.form(words(context), Assets.ALL, page));
    }

    /** Says that something was entered, and goes on to {@code path} by itself. */
    static void entered(RoutingContext context, String path) {
        SecurityHeaders.forPage(context, "");
        Words words = words(context);
        context.response().putHeader(REFRESH, "0;url=" + path);
        State page =
                new State(words.get("entered.title"), words.get("entered.text"), "wait", words.get("waiting.link"));
        send(context, 200, Templates.state(words, Assets.ALL, page));
    }

    /** A page that leaves by itself. */
    static void leaving(RoutingContext context, String provider, String url) {
        SecurityHeaders.forPage(context, "");
        context.response().putHeader(REFRESH, "0;url=" + url);
        send(context, 200, Templates.leaving(words(context), Assets.ALL, provider, url));
    }

    /** The page whose texts are under {@code key}. */
    static void state(RoutingContext context, int status, String key, String tone) {
        say(context, status, new Said(key, tone, "", ""));
    }

    /** What to say, and of which application and provider. */
    record Said(String key, String tone, String application, String provider) {}

    static void say(RoutingContext context, int status, Said said) {
        say(context, status, said, null);
    }

    /** The same with a button that leads back to the application, where it named an address. */
    static void say(RoutingContext context, int status, Said said, @Nullable String back) {
        SecurityHeaders.forPage(context, "");
        Words words = words(context);
        State page = new State(
                words.get(said.key() + ".title", said.provider()),
                words.get(said.key() + ".text", said.application(), said.provider()),
                said.tone(),
                back == null ? null : words.get("back", said.application()),
                back == null ? "" : back);
        send(context, status, Templates.state(words, Assets.ALL, page));
    }

    /** "Please try again": nothing was consumed, and loading the same address again goes on. */
    static void retry(RoutingContext context, int status, String key) {
        SecurityHeaders.forPage(context, "");
        Words words = words(context);
        context.response().putHeader(HttpHeaders.RETRY_AFTER, "2");
        State page = new State(words.get(key + ".title"), words.get(key + ".text"), "hold", words.get("again"));
        send(context, status, Templates.state(words, Assets.ALL, page));
    }

    /** Asks again by itself, every two seconds. The texts are under {@code key} and name the one who is waited for. */
    static void waiting(RoutingContext context, String key, String whom) {
        SecurityHeaders.forPage(context, "");
        Words words = words(context);
        context.response().putHeader(REFRESH, "2");
        State page = new State(
                words.get(key + ".title", whom), words.get(key + ".text", whom), "wait", words.get("waiting.link"));
        send(context, 200, Templates.state(words, Assets.ALL, page));
    }

    /** What a person is told of a call that failed behind the gateway. */
    static void failed(RoutingContext context, Throwable failure) {
        ProblemType type = failure instanceof ProblemException problem ? problem.type() : ProblemType.INTERNAL_ERROR;
        switch (type) {
            case CONNECT_LINK_EXPIRED, VERIFY_URL_MISSING, INVALID_REDIRECT_URL ->
                state(context, 410, "link_expired", "hold");
            case CONNECT_LINK_USED -> state(context, 410, "link_used", "hold");
            case CONFLICT -> retry(context, 409, "link_busy");
            case FLOW_UNKNOWN -> state(context, 404, "flow_unknown", "stop");
            case NOT_FOUND -> state(context, 404, "link_unknown", "stop");
            case RATE_LIMITED -> retry(context, 429, "too_many");
            default -> retry(context, 503, "retry");
        }
    }

    static void problem(RoutingContext context, ProblemType type) {
        SecurityHeaders.forPage(context, "");
        Words words = words(context);
        send(
                context,
                200,
                Templates.problem(
                        words,
                        Assets.ALL,
                        type.title(),
                        words.get("problem." + type.code()),
                        new ProblemFacts(type.code(), Integer.toString(type.status()))));
    }

    private static void send(RoutingContext context, int status, TemplateInstance page) {
        context.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, HTML);
        context.end(page.render());
    }
}
