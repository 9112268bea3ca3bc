// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.demo;

import io.agentauth.localstack.Pause;
import io.agentauth.localstack.demo.Page.Button;
import io.agentauth.localstack.demo.Page.Field;
import io.agentauth.localstack.demo.Page.Form;
import io.agentauth.localstack.demo.Transcript.NotHeld;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Someone with a browser: opens a link, reads pages, fills in forms, presses buttons, is redirected, keeps cookies. Without scripts. */
public final class Person {
    private static final String NOWHERE = "nowhere:";
    private static final int HOPS_MAX = 20;
    private static final int PAGES_MAX = 15;
    private static final Duration TRY_AGAIN = Duration.ofMillis(250);
    private static final String[] YES = {
        "continue", "connect", "allow", "approve", "accept", "sign in", "log in", "authorize", "yes"
    };

    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final CookieJar cookies = new CookieJar();
    private final String name;
    private final Consumer<String> tells;

    /**
     * @param name typed wherever a name is asked for
     * @param tells hears what is seen and done, a line each
     */
    public Person(String name, Consumer<String> tells) {
        this.name = name;
        this.tells = tells;
    }

    /**
     * Opens {@code link} and agrees on every page, until sent to an address that begins with {@code home}.
     *
     * @return the whole address, with its query
     */
    public URI agree(URI link, String home) {
        Page page = visit(HttpRequest.newBuilder(link), home);
        for (int i = 0; i < PAGES_MAX; i++) {
            if (page.at().toString().startsWith(home)) {
                return page.at();
            }
            if (page.status() >= 400) {
                throw new NotHeld("the person was shown an error (" + page.status() + "): " + page.heading());
            }
            tells.accept("sees “" + page.heading() + "”");
            page = answer(page, home);
        }
        throw new NotHeld("the person never came back to " + home);
    }

    /**
     * Opens {@code link} and agrees on every page, until one has nothing to agree with.
     *
     * @return what that page says at its top
     */
    public String agree(URI link) {
        Page page = visit(HttpRequest.newBuilder(link), NOWHERE);
        for (int i = 0;
                i < PAGES_MAX
                        && page.forms().stream()
                                .anyMatch(form -> form.button(YES).isPresent());
                i++) {
            tells.accept("sees “" + page.heading() + "”");
            page = answer(page, NOWHERE);
        }
        return page.heading();
    }

    private Page answer(Page page, String home) {
        for (Form form : page.forms()) {
            Button yes = form.button(YES).orElse(null);
            if (yes != null) {
                return submit(page, form, yes, home);
            }
        }
        if (page.at().getPath().startsWith("/connect/outcome/")) {
            return lookAgain(page, home);
        }
        throw new NotHeld("“" + page.heading() + "” has no button to agree with");
    }

    private Page submit(Page page, Form form, Button button, String home) {
        List<Field> fields = new ArrayList<>();
        form.fields().forEach(field -> fields.add(field.value().isEmpty() ? new Field(field.name(), name) : field));
        if (!button.name().isEmpty()) {
            fields.add(new Field(button.name(), button.value()));
        }
        tells.accept("presses “" + button.label() + "”");
        URI action = form.action().isEmpty() ? page.at() : page.at().resolve(form.action());
        String body = fields.stream()
                .map(field -> encode(field.name()) + "=" + encode(field.value()))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = form.post()
                ? HttpRequest.newBuilder(action)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header(
                                "Origin",
                                page.at().getScheme() + "://" + page.at().getAuthority())
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                : HttpRequest.newBuilder(URI.create(action + "?" + body));
        return visit(request, home);
    }

    private Page lookAgain(Page page, String home) {
        try {
            Pause.of(TRY_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return visit(HttpRequest.newBuilder(page.at()), home);
    }

    private Page visit(HttpRequest.Builder first, String home) {
        HttpRequest.Builder request = first;
        for (int hop = 0; hop < HOPS_MAX; hop++) {
            HttpRequest sent = request.build();
            HttpResponse<String> response = send(sent, request);
            cookies.keep(sent.uri(), response.headers().allValues("set-cookie"));
            URI next = location(sent.uri(), response);
            if (next == null) {
                return new Page(sent.uri(), response.statusCode(), response.body());
            }
            if (next.toString().startsWith(home)) {
                return new Page(next, response.statusCode(), "");
            }
            tells.accept("is sent on (" + response.statusCode() + ") to " + shown(next));
            request = HttpRequest.newBuilder(next);
        }
        throw new NotHeld("the person was redirected in circles");
    }

    private HttpResponse<String> send(HttpRequest plain, HttpRequest.Builder request) {
        cookies.header(plain.uri()).forEach(header -> request.setHeader("Cookie", header));
        try {
            return http.send(
                    request.setHeader("Accept", "text/html")
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new NotHeld(shown(plain.uri()) + " did not answer the person", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotHeld("interrupted", e);
        }
    }

    private static @Nullable URI location(URI at, HttpResponse<?> response) {
        return response.statusCode() / 100 == 3
                ? response.headers().firstValue("location").map(at::resolve).orElse(null)
                : null;
    }

    /** Without the query, which holds codes and states. */
    private static String shown(URI uri) {
        return uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
