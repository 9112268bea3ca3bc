// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.person;

import io.agentauth.localstack.demo.CookieJar;
import io.agentauth.localstack.demo.Page;
import io.agentauth.localstack.demo.Page.Button;
import io.agentauth.localstack.demo.Page.Field;
import io.agentauth.localstack.demo.Page.Form;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser in a test's hands: it keeps cookies, follows redirects until the one to the application, and presses the buttons it is told to. */
public final class Browser {
    /** Where the application is that people are sent back to. Nothing listens there. */
    public static final String HOME = "http://localhost:3000/connected";

    private static final int HOPS_MAX = 20;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final CookieJar cookies = new CookieJar();

    /** Opens an address as if it were typed. */
    public Page open(URI address) {
        return follow(HttpRequest.newBuilder(address));
    }

    /** The same, as a page of an application does that traces what it sets off. */
    public Page open(URI address, String traceparent) {
        return follow(HttpRequest.newBuilder(address).header("traceparent", traceparent));
    }

    /** Presses the button of the page at an address without having looked at it, traced as in {@link #open(URI, String)}. */
    public Page press(URI address, String traceparent) {
        return follow(HttpRequest.newBuilder(address)
                .header("traceparent", traceparent)
                .header("Origin", address.getScheme() + "://" + address.getAuthority())
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** One request without following its redirect, for tests that want to see or to stop it. */
    public HttpResponse<String> once(URI address) {
        return send(address, HttpRequest.newBuilder(address));
    }

    /** Fills in fields by name and presses the button with that word in its label. */
    public Page press(Page page, String label, Map<String, String> typed) {
        Form form = form(page, label);
        return follow(submission(page, form, form.button(label).orElseThrow(), typed));
    }

    /** Presses the button, and tells where the answer sends to without going there. */
    public URI sentTo(Page page, String label, Map<String, String> typed) {
        Form form = form(page, label);
        HttpRequest.Builder request = submission(page, form, form.button(label).orElseThrow(), typed);
        URI at = request.build().uri();
        return at.resolve(send(at, request).headers().firstValue("Location").orElseThrow());
    }

    /** What it would send as Cookie to an address. */
    public String cookieHeader(URI to) {
        return String.join("; ", cookies.header(to));
    }

    public Page press(Page page, String label) {
        return press(page, label, Map.of());
    }

    /** Forgets every cookie of an origin by being another browser. */
    public static Browser other() {
        return new Browser();
    }

    /** The cookies' names for an address. */
    public List<String> cookies(URI at) {
        return cookies.names(at);
    }

    private static Form form(Page page, String label) {
        return page.forms().stream()
                .filter(one -> one.button(label).isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("“" + page.heading() + "” (" + page.status() + ", " + page.at()
                        + ") has no button “" + label + "”"));
    }

    private static HttpRequest.Builder submission(Page page, Form form, Button button, Map<String, String> typed) {
        List<Field> fields = new ArrayList<>();
        form.fields()
                .forEach(field -> fields.add(new Field(field.name(), typed.getOrDefault(field.name(), field.value()))));
        if (!button.name().isEmpty()) {
            fields.add(new Field(button.name(), button.value()));
        }
        String body = fields.stream()
                .map(field -> encode(field.name()) + "=" + encode(field.value()))
                .collect(Collectors.joining("&"));
        URI action = form.action().isEmpty() ? page.at() : page.at().resolve(form.action());
        return HttpRequest.newBuilder(action)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", page.at().getScheme() + "://" + page.at().getAuthority())
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private Page follow(HttpRequest.Builder first) {
        HttpRequest.Builder request = first;
        for (int hop = 0; hop < HOPS_MAX; hop++) {
            URI at = request.build().uri();
            HttpResponse<String> response = send(at, request);
            if (response.statusCode() / 100 != 3) {
                return new Page(at, response.statusCode(), response.body());
            }
            URI next = at.resolve(response.headers().firstValue("Location").orElseThrow());
            if (next.toString().startsWith(HOME)) {
                return new Page(next, response.statusCode(), "");
            }
            request = HttpRequest.newBuilder(next);
        }
        throw new AssertionError("redirected in circles");
    }

    private HttpResponse<String> send(URI at, HttpRequest.Builder request) {
        cookies.header(at).forEach(header -> request.setHeader("Cookie", header));
        try {
            HttpResponse<String> response = http.send(
                    request.setHeader("Accept", "text/html")
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            cookies.keep(at, response.headers().allValues("set-cookie"));
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(at.getPath() + " did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
