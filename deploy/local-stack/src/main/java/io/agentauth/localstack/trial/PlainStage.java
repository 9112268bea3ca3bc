// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.Emulator;
import io.agentauth.emulator.EmulatorSettings;
import io.agentauth.oauth.AnswerBody;
import io.agentauth.oauth.BodyFormat;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.Pointer;
import io.agentauth.oauth.SuccessRule;
import io.agentauth.oauth.TokenPointers;
import io.agentauth.providers.Identity;
import io.agentauth.providers.Provider;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A provider that nobody has written a profile of: an ordinary OAuth server, whose answers are put where the file says that they are. So this
 * finds what contradicts itself, and not what is wrong about the provider.
 */
record PlainStage(Emulator emulator, Provider provider) implements Stage {
    private static final String ISSUER = "/oidc/try/";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String player() {
        return "an ordinary server that answers as the file says: what contradicts itself shows, not what is wrong about the provider";
    }

    @Override
    public URI consent(URI url) {
        String id = provider.authorization().names().getOrDefault("client_id", "client_id") + "=";
        String others = Stream.of(url.getRawQuery().split("&", -1))
                .filter(pair -> !pair.startsWith("scope="))
                .map(pair -> pair.startsWith(id) ? "client_id=" + pair.substring(id.length()) : pair)
                .collect(Collectors.joining("&"));
        return URI.create(emulator.url() + ISSUER + "authorize?scope=openid%20email%20profile&" + others);
    }

    @Override
    public HttpAnswer ask(Step step, HttpRequest request) {
        HttpAnswer answer = Stage.send(plain(step, request), URI.create(emulator.url() + ISSUER + step.path()));
        JsonNode members = AnswerBody.read(answer).orElse(JSON.createObjectNode());
        return !answer.isSuccessful()
                ? answer
                : switch (step) {
                    case CODE -> with(answer, tokens(members, codePointers()));
                    case REFRESH ->
                        with(answer, tokens(members, provider.token().pointers()));
                    case IDENTITY -> with(answer, identity(members));
                    case REVOCATION -> with(answer, success(JSON.createObjectNode(), revoked()));
                };
    }

    /** What it says, as RFC 6749 and RFC 7009 say it. */
    private HttpRequest plain(Step step, HttpRequest request) {
        if (step == Step.IDENTITY) {
            return new HttpRequest("GET", request.uri(), Map.of(), bearer(request), null, null);
        }
        Map<String, String> said = parameters(request);
        Map<String, String> form =
                new LinkedHashMap<>(Map.of("client_id", "try", "client_secret", EmulatorSettings.CLIENT_SECRET));
        if (step == Step.REVOCATION) {
            String parameter = Objects.requireNonNull(provider.revocation()).parameter();
            form.put("token", parameter == null ? token(request) : said.getOrDefault(parameter, token(request)));
        } else {
            said.forEach(form::putIfAbsent);
        }
        String body = form.entrySet().stream()
                .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
                .collect(Collectors.joining("&"));
        return new HttpRequest(
                "POST", request.uri(), Map.of(), null, BodyFormat.FORM.contentType(), Sensitive.of(body));
    }

    private static Sensitive bearer(HttpRequest request) {
        return Sensitive.of("Bearer " + token(request));
    }

    /** Its last word, whatever is before it. */
    private static String token(HttpRequest request) {
        Sensitive shown = request.authorization() == null
                ? request.secretHeaders().values().stream().findFirst().orElse(Sensitive.of("-"))
                : request.authorization();
        return shown.reveal(Reveal.TO_VERIFY).replaceFirst("^.* ", "");
    }

    private static Map<String, String> parameters(HttpRequest request) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String body = request.body() == null ? "" : request.body().reveal(Reveal.TO_VERIFY);
        if (body.startsWith("{")) {
            object(body)
                    .properties()
                    .forEach(member ->
                            parameters.put(member.getKey(), member.getValue().asText()));
        } else if (!body.isEmpty()) {
            for (String pair : body.split("&", -1)) {
                int equals = pair.indexOf('=');
                parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static JsonNode object(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request of ours is no JSON", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private TokenPointers codePointers() {
        TokenPointers own = provider.defaultSlot().pointers();
        return own == null ? provider.token().pointers() : own;
    }

    private ObjectNode tokens(JsonNode said, TokenPointers where) {
        ObjectNode answer = success(JSON.createObjectNode(), provider.token().success());
        put(answer, where.accessToken(), said.path("access_token"));
        put(answer, where.refreshToken(), said.path("refresh_token"));
        put(answer, where.expiresIn(), said.path("expires_in"));
        put(answer, where.scope(), said.path("scope"));
        put(answer, where.tokenType(), said.path("token_type"));
        return answer;
    }

    private ObjectNode identity(JsonNode said) {
        Identity identity = provider.identity();
        ObjectNode answer = success(JSON.createObjectNode(), identity == null ? null : identity.success());
        if (identity != null) {
            identity.subject().forEach(place -> put(answer, place, said.path("sub")));
            identity.email().forEach(place -> put(answer, place, said.path("email")));
            put(answer, identity.name(), said.path("name"));
        }
        return answer;
    }

    private @Nullable SuccessRule revoked() {
        return provider.revocation() == null ? null : provider.revocation().success();
    }

    private static ObjectNode success(ObjectNode answer, @Nullable SuccessRule rule) {
        if (rule != null) {
            JsonNode value = List.of("true", "false").contains(rule.value())
                    ? JSON.getNodeFactory().booleanNode(Boolean.parseBoolean(rule.value()))
                    : JSON.getNodeFactory().textNode(rule.value());
            put(answer, rule.pointer(), value);
        }
        return answer;
    }

    /** Puts a value at a place, making the maps and lists on the way to it. */
    private static void put(ObjectNode answer, @Nullable Pointer place, JsonNode value) {
        if (place != null && !value.isMissingNode()) {
            String pointer = place.value();
            int last = pointer.lastIndexOf('/');
            String parent = pointer.substring(0, last);
            ObjectNode map = parent.isEmpty() ? answer : answer.withObject(parent);
            map.set(pointer.substring(last + 1), value);
        }
    }

    private static HttpAnswer with(HttpAnswer answer, ObjectNode members) {
        return new HttpAnswer(
                answer.status(),
                Map.of("content-type", "application/json"),
                Sensitive.of(members.toString()),
                answer.receivedAt());
    }
}
