// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Parameters;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A client of one provider by name, that speaks as the provider wants it: a form or JSON, Basic or in the body. */
final class ProviderClient {
    private final Emulator emulator;
    private final String provider;
    private final String clientId;
    final Customer at;
    private final boolean json;
    private final boolean basic;

    ProviderClient(Emulator emulator, String provider, String clientId, boolean json, boolean basic) {
        this.emulator = emulator;
        this.provider = provider;
        this.clientId = clientId;
        this.at = new Customer(emulator, provider, "https:/", clientId);
        this.json = json;
        this.basic = basic;
    }

    Parameters consent(String path, String scope, String... more) {
        Map<String, String> request = with(at.authorization(), "scope", scope);
        return at.consent(with(request, more), path, "allow");
    }

    HttpResponse<String> send(String method, String path, Map<String, String> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(emulator.at(provider, "https:/" + path));
        Map<String, String> all =
                basic ? body : with(body, "client_id", clientId, "client_secret", EmulatorSettings.CLIENT_SECRET);
        if (basic) {
            request.headers(at.basic());
        }
        String text = json ? Json.text(all) : form(all);
        return at.send(request.header("Content-Type", json ? "application/json" : "application/x-www-form-urlencoded")
                .method(method, BodyPublishers.ofString(text))
                .build());
    }

    HttpResponse<String> post(String path, Map<String, String> body) {
        return send("POST", path, body);
    }

    JsonNode exchange(String path, Parameters callback) {
        return Customer.json(post(path, at.exchange(callback.get("code"))));
    }

    HttpResponse<String> refresh(String path, JsonNode tokens, String... more) {
        return post(path, with(Customer.refreshing(tokens.get("refresh_token").asText()), more));
    }

    HttpResponse<String> call(String path, JsonNode tokens, String... headers) {
        return at.get(path, Map.of(), headers(tokens, headers));
    }

    String[] headers(JsonNode tokens, String... more) {
        String bearer = "Bearer " + tokens.get("access_token").asText();
        return Stream.concat(Stream.of("Authorization", bearer), Arrays.stream(more))
                .toArray(String[]::new);
    }

    static String form(Map<String, String> all) {
        return all.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    static Map<String, String> with(Map<String, String> base, String... more) {
        Map<String, String> all = new HashMap<>(base);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    static String error(HttpResponse<String> answer) {
        return Customer.json(answer).path("error").asText();
    }
}
