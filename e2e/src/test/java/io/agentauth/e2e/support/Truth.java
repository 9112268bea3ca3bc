// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The emulator's truth log and switches, for one client of one provider. */
public final class Truth {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI emulator;
    private final String provider;
    private final String clientId;
    private final String scope;

    public Truth(URI emulator, String provider, String clientId) {
        this.emulator = emulator;
        this.provider = provider;
        this.clientId = clientId;
        this.scope = "provider=" + encode(provider) + "&client_id=" + encode(clientId);
    }

    /** One of the counts, such as {@code overlaps_max}. */
    public long count(String name) {
        JsonNode value = send("GET", "/truth?" + scope, "").path(name);
        if (value.isMissingNode()) {
            throw new AssertionError("the truth log has no count " + name);
        }
        return value.asLong();
    }

    /** No refresh token was shown twice, none while another was in the air, and no family was ended for it. */
    public void assertUndoubled() {
        assertThat(count("overlaps_max")).as("overlaps").isZero();
        assertThat(count("replays_seen")).as("replays").isZero();
        assertThat(count("families_killed")).as("families killed").isZero();
        assertThat(count("presentations_per_refresh_token_max"))
                .as("presentations of one refresh token")
                .isEqualTo(1);
    }

    /** Everything shown to the token endpoint, in order. */
    public List<JsonNode> presentations() {
        return list(send("GET", "/truth/presentations?" + scope, "").path("presentations"));
    }

    /** The families of tokens, the oldest first. */
    public List<JsonNode> families() {
        return list(send("GET", "/truth/families?" + scope, "").path("families"));
    }

    /** What one person's consents gave. */
    public List<JsonNode> families(String userName) {
        return families().stream()
                .filter(family -> family.path("user_name").asText().equals(userName))
                .toList();
    }

    /** What was shown of one family, in order. */
    public List<JsonNode> presentations(JsonNode family) {
        return presentations().stream()
                .filter(one -> one.path("family").equals(family.path("id")))
                .toList();
    }

    /** Whether the provider would take this token now. */
    public boolean isValid(String token) {
        return send("POST", "/truth/token", text(Map.of("token", token)))
                .path("valid")
                .asBoolean();
    }

    /** Replaces this client's switches; single quotes stand for double ones. */
    public void switches(String json) {
        send("PUT", "/switches?" + scope, json.replace('\'', '"'));
    }

    /** Takes the switches back. */
    public void calm() {
        send("DELETE", "/switches?" + scope, "");
    }

    /** How many token requests a barrier holds. */
    public int held() {
        return send("GET", "/barrier?" + scope, "").path("waiting").asInt();
    }

    /** Lets them all go on. */
    public void release() {
        send("POST", "/barrier/release?" + scope, "");
    }

    /** The provider's own record of the client: from now on it takes no other secret. */
    public void registers(String clientSecret) {
        send(
                "PUT",
                "/clients",
                text(Map.of("provider", provider, "client_id", clientId, "client_secret", clientSecret)));
    }

    /** The provider's own record of the client: from now on it takes what these public keys verify. */
    public void registers(Map<String, ?> jwks) {
        send("PUT", "/clients", text(Map.of("provider", provider, "client_id", clientId, "jwks", jwks)));
    }

    /** What is valid now, access and refresh tokens. */
    public List<JsonNode> validTokens() {
        return list(send("GET", "/truth/tokens?" + scope, "").path("tokens"));
    }

    /** The person takes consent back at the provider. */
    public void takeBack() {
        send("POST", "/families/end?" + scope, "");
    }

    private JsonNode send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(emulator.resolve("/_emulator" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new AssertionError("the emulator answers " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException("the emulator does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String text(Map<String, ?> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
