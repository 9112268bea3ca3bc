// SPDX-License-Identifier: Apache-2.0
package io.agentauth.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.bench.HttpConnection.Answer;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An application and a person who do a complete authorization, one after the other: account, auth-url, click, consent at the provider, callback, and the
 * account read as {@code active}. Each time another identifier.
 */
final class Person implements Load.Operation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FIELD = Pattern.compile("<(?:input|button)\\b[^>]*>", Pattern.CASE_INSENSITIVE);
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(name|value|type)=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);
    private static final String USER_NAME = "user_name";
    private static final AtomicLong IDENTIFIERS = new AtomicLong(System.nanoTime());
    private static final String FORM_TYPE = "Content-Type: application/x-www-form-urlencoded\r\n";

    private final Installation installation;
    private final HttpConnection gateway;
    private final HttpConnection provider;
    private final List<String> accounts = new CopyOnWriteArrayList<>();

    Person(Installation installation, HttpConnection gateway, HttpConnection provider) {
        this.installation = installation;
        this.gateway = gateway;
        this.provider = provider;
    }

    /** The accounts that became active. */
    List<String> accounts() {
        return accounts;
    }

    @Override
    public CompletableFuture<Void> run() {
        return api("POST", "/v1/accounts", newAccount())
                .thenApply(account -> account.path("id").asText())
                .thenCompose(this::connect);
    }

    private CompletableFuture<Void> connect(String account) {
        return api(
                        "POST",
                        "/v1/accounts/" + account + "/auth-url",
                        "{\"redirect_url\":\"http://localhost:3000/connected\"}")
                .thenCompose(link ->
                        browse(gateway, "POST", URI.create(link.path("url").asText()), "", ""))
                .thenCompose(clicked -> consent(redirect(clicked))
                        .thenCompose(callback -> browse(gateway, "GET", callback, cookies(clicked), "")))
                .thenCompose(back -> requireRedirect(back))
                .thenCompose(back -> api("GET", "/v1/accounts/" + account, ""))
                .thenAccept(read -> requireActive(account, read));
    }

    /** The provider's form posts to the address that it is shown at. */
    private CompletableFuture<URI> consent(URI authorize) {
        return browse(provider, "GET", authorize, "", "")
                .thenCompose(page -> browse(
                        provider,
                        "POST",
                        authorize,
                        cookies(page),
                        fields(page.body().toString())))
                .thenApply(Person::redirect);
    }

    private void requireActive(String account, JsonNode read) {
        if (!"active".equals(read.path("status").asText())) {
            throw new IllegalStateException(
                    "the account is " + read.path("status").asText());
        }
        accounts.add(account);
    }

    private String newAccount() {
        return "{\"connection_id\":\"" + installation.connectionId() + "\",\"identifier\":\"bench-"
                + IDENTIFIERS.incrementAndGet() + "\",\"identifier_type\":\"user_id\"}";
    }

    private CompletableFuture<JsonNode> api(String method, String path, String body) {
        return send(
                        gateway,
                        HttpConnection.request(
                                method,
                                installation.gateway().getAuthority(),
                                path,
                                installation.authorization() + "Content-Type: application/json\r\n",
                                body))
                .thenApply(answer -> {
                    if (answer.status() / 100 != 2) {
                        throw new IllegalStateException(
                                method + " " + path + ": " + answer.status() + " " + answer.body());
                    }
                    return json(answer.body());
                });
    }

    private static CompletableFuture<Answer> browse(
            HttpConnection over, String method, URI url, String cookies, String body) {
        String target = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
        String headers =
                (cookies.isEmpty() ? "" : "Cookie: " + cookies + "\r\n") + ("POST".equals(method) ? FORM_TYPE : "");
        return send(over, HttpConnection.request(method, url.getAuthority(), target, headers, body));
    }

    private static CompletableFuture<Answer> send(HttpConnection over, Buffer request) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        over.send(request, answer::complete, answer::completeExceptionally);
        return answer;
    }

    private static CompletableFuture<Answer> requireRedirect(Answer answer) {
        URI back = redirect(answer);
        if (!back.toString().contains("status=active")) {
            throw new IllegalStateException("the authorization ended at " + back);
        }
        return CompletableFuture.completedFuture(answer);
    }

    private static URI redirect(Answer answer) {
        String location = answer.header("Location");
        if (answer.status() / 100 != 3 || location.isEmpty()) {
            throw new IllegalStateException("no redirect but " + answer.status());
        }
        return URI.create(location);
    }

    private static String cookies(Answer answer) {
        return answer.head()
                .lines()
                .filter(line -> line.regionMatches(true, 0, "set-cookie:", 0, 11))
                .map(line -> line.substring(11).strip())
                .map(cookie -> cookie.indexOf(';') < 0 ? cookie : cookie.substring(0, cookie.indexOf(';')))
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
    }

    /** All fields, and of the buttons the first: the one that allows. */
    private static String fields(String page) {
        StringBuilder form = new StringBuilder();
        boolean button = false;
        Matcher fields = FIELD.matcher(page);
        while (fields.find()) {
            String name = "";
            String value = "";
            String type = "";
            Matcher attributes = ATTRIBUTE.matcher(fields.group());
            while (attributes.find()) {
                switch (attributes.group(1)) {
                    case "name" -> name = attributes.group(2);
                    case "value" -> value = attributes.group(2);
                    default -> type = attributes.group(2);
                }
            }
            boolean isButton = "submit".equals(type) || fields.group().startsWith("<button");
            if (!name.isEmpty() && !(isButton && button)) {
                value = name.equals(USER_NAME) ? "person-" + IDENTIFIERS.get() : value;
                form.append(form.isEmpty() ? "" : "&")
                        .append(encode(name))
                        .append('=')
                        .append(encode(unescaped(value)));
            }
            button |= isButton;
        }
        return form.toString();
    }

    private static String unescaped(String text) {
        return text.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode json(Buffer body) {
        try {
            return JSON.readTree(body.getBytes());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON", e);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
