// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.emulator.wire.Hash;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A client of an emulated provider, and a person with a browser beside it. */
final class Customer {
    static final String VERIFIER = "v".repeat(50);
    static final String CALLBACK = "http://localhost:8080/oauth/callback/one";

    private final Emulator emulator;
    private final String provider;
    private final String host;
    private final String clientId;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();

    Customer(Emulator emulator, String provider, String host, String clientId) {
        this.emulator = emulator;
        this.provider = provider;
        this.host = host;
        this.clientId = clientId;
    }

    /** Of the strict provider. */
    static Customer of(Emulator emulator, String clientId) {
        return new Customer(emulator, "emulator", "https://provider.emulator.test", clientId);
    }

    Map<String, String> authorization() {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("client_id", clientId);
        request.put("redirect_uri", CALLBACK);
        request.put("response_type", "code");
        request.put("scope", "openid email");
        request.put("state", "s1");
        request.put("code_challenge", Hash.s256(VERIFIER));
        request.put("code_challenge_method", "S256");
        return request;
    }

    HttpResponse<String> get(String path, Map<String, String> query, String... headers) {
        return send(request(path + (query.isEmpty() ? "" : "?" + encoded(query)), headers)
                .GET()
                .build());
    }

    HttpResponse<String> post(String path, Map<String, String> form, String... headers) {
        return send(posting(path, form, headers));
    }

    CompletableFuture<HttpResponse<String>> postAsync(String path, Map<String, String> form, String... headers) {
        return http.sendAsync(posting(path, form, headers), BodyHandlers.ofString());
    }

    private HttpRequest posting(String path, Map<String, String> form, String... headers) {
        return request(path, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(form)))
                .build();
    }

    /** Opens the page, presses a button, returns the parameters of the callback. */
    Parameters consent(Map<String, String> authorization, String path, String decision) {
        HttpResponse<String> page = get(path, authorization);
        if (page.statusCode() == 303) {
            return callback(page);
        }
        String fields = inputs(page.body()) + "&decision=" + decision;
        HttpResponse<String> back = send(request(path + "?" + encoded(authorization))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields))
                .build());
        if (back.statusCode() != 303) {
            throw new AssertionError("no callback: " + back.statusCode() + " " + back.body());
        }
        return callback(back);
    }

    String code() {
        return consent(authorization(), "/authorize", "allow").get("code");
    }

    Map<String, String> exchange(String code) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", CALLBACK);
        form.put("code_verifier", VERIFIER);
        return form;
    }

    JsonNode connect() {
        return json(post("/token", exchange(code()), basic()));
    }

    HttpResponse<String> refresh(String token) {
        return post("/token", refreshing(token), basic());
    }

    static Map<String, String> refreshing(String token) {
        return Map.of("grant_type", "refresh_token", "refresh_token", token);
    }

    String[] basic() {
        String pair = clientId + ":" + EmulatorSettings.CLIENT_SECRET;
        return new String[] {
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
        };
    }

    JsonNode control(String method, String path, String body) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(emulator.url() + "/_emulator" + path))
                .method(method, BodyPublishers.ofString(body))
                .build());
        if (answer.statusCode() >= 300) {
            throw new AssertionError(path + " answers " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? Json.object() : Json.parse(answer.body());
    }

    void switches(String json) {
        control("PUT", "/switches?provider=" + provider + "&client_id=" + clientId, json);
    }

    JsonNode truth() {
        return control("GET", "/truth?provider=" + provider + "&client_id=" + clientId, "");
    }

    static JsonNode json(HttpResponse<String> answer) {
        return Json.parse(answer.body());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                host.isEmpty()
                        ? URI.create(emulator.url() + "/" + provider + path)
                        : emulator.at(provider, host + path));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Parameters callback(HttpResponse<String> redirect) {
        URI location = URI.create(redirect.headers().firstValue("Location").orElseThrow());
        return Parameters.form(location.getRawQuery());
    }

    private static String inputs(String page) {
        Matcher input = Pattern.compile("<input[^>]*>").matcher(page);
        return input.results()
                .map(tag -> attribute(tag.group(), "name") + "="
                        + URLEncoder.encode(attribute(tag.group(), "value"), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String attribute(String tag, String name) {
        Matcher value = Pattern.compile(" " + name + "=\"([^\"]*)\"").matcher(tag);
        return value.find() ? value.group(1) : "";
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
