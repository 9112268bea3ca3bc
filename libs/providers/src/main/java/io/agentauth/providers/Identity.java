// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.oauth.AnswerBody;
import io.agentauth.oauth.BodyFormat;
import io.agentauth.oauth.ClientProof;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.OAuth1Grant;
import io.agentauth.oauth.Pointer;
import io.agentauth.oauth.ProviderAccount;
import io.agentauth.oauth.SuccessRule;
import io.agentauth.oauth.TooManyCalls;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The call that proves a token works and tells whose it is.
 *
 * @param kind what kind of answer it gives
 * @param endpoint where; null until it is discovered, and for {@code id_token}
 * @param method the HTTP method, {@code GET} by default
 * @param headers sent along
 * @param tokenFormat what is in the {@code Authorization} header, {@code Bearer {token}} by default
 * @param body sent along as JSON, for a call that is a query
 * @param success the member that tells success, where the status does not
 * @param subject where the account's stable id is; several are joined by a colon
 * @param email where its e-mail address is; the first place that has one counts
 * @param name where its display name is
 * @param error where an error's code is, {@code /error} by default
 * @param deadErrors error codes that say that the token is not held any more, beside status 401
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Identity(
        Kind kind,
        @Nullable UrlTemplate endpoint,
        String method,
        Map<String, String> headers,
        String tokenFormat,
        @Nullable String body,
        @Nullable SuccessRule success,
        List<Pointer> subject,
        List<Pointer> email,
        @Nullable Pointer name,
        Pointer error,
        List<String> deadErrors) {
    private static final Pointer ERROR = new Pointer("/error");
    private static final ObjectMapper JSON = new ObjectMapper();

    public Identity(
            Kind kind,
            @Nullable UrlTemplate endpoint,
            @Nullable String method,
            @Nullable Map<String, String> headers,
            @Nullable String tokenFormat,
            @Nullable String body,
            @Nullable SuccessRule success,
            List<Pointer> subject,
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Pointer> email,
            @Nullable Pointer name,
            @Nullable Pointer error,
            @Nullable List<String> deadErrors) {
        this.kind = kind;
        this.endpoint = endpoint;
        this.method = method == null ? "GET" : method;
        this.headers = headers == null ? Map.of() : Map.copyOf(headers);
        this.tokenFormat = tokenFormat == null ? Api.BEARER : tokenFormat;
        this.body = body;
        this.success = success;
        this.subject = List.copyOf(subject);
        this.email = email == null ? List.of() : List.copyOf(email);
        this.name = name;
        this.error = error == null ? ERROR : error;
        this.deadErrors = deadErrors == null ? List.of() : List.copyOf(deadErrors);
    }

    /**
     * The call with {@code accessToken}.
     *
     * @throws IllegalStateException if there is no call to make: {@code id_token}, or not discovered
     */
    public HttpRequest request(Sensitive accessToken) {
        return new HttpRequest(
                method,
                requireUri(),
                allHeaders(),
                ClientProof.formatted(tokenFormat, accessToken),
                body == null ? null : BodyFormat.JSON.contentType(),
                body == null ? null : Sensitive.of(body));
    }

    /**
     * The call with static credentials.
     *
     * @throws IllegalStateException if there is no call to make
     */
    public HttpRequest request(StaticShape shape) {
        Sensitive members = members(shape);
        return new HttpRequest(
                method,
                shape.at(requireUri()),
                allHeaders(),
                shape.headers(),
                null,
                members == null ? null : BodyFormat.JSON.contentType(),
                members);
    }

    /**
     * The call, signed with a token of OAuth 1.0a.
     *
     * @param clientSecret the secret of the grant's client
     * @throws IllegalStateException if there is no call to make
     */
    public HttpRequest request(OAuth1Grant grant, Sensitive clientSecret) {
        HttpRequest unsigned = new HttpRequest(
                method,
                requireUri(),
                allHeaders(),
                null,
                body == null ? null : BodyFormat.JSON.contentType(),
                body == null ? null : Sensitive.of(body));
        return grant.signer(clientSecret).sign(unsigned);
    }

    private @Nullable Sensitive members(StaticShape shape) {
        if (shape.body().isEmpty()) {
            return body == null ? null : Sensitive.of(body);
        }
        try {
            ObjectNode all = body == null ? JSON.createObjectNode() : (ObjectNode) JSON.readTree(body);
            shape.plainBody().forEach(all::put);
            return Sensitive.of(JSON.writeValueAsBytes(all));
        } catch (IOException e) {
            throw new IllegalStateException("the body of the identity call is no JSON", e);
        }
    }

    private URI requireUri() {
        URI uri = endpoint == null ? null : endpoint.uri();
        if (uri == null) {
            throw new IllegalStateException("there is no identity endpoint");
        }
        return uri;
    }

    private Map<String, String> allHeaders() {
        Map<String, String> all = new HashMap<>(Map.of("Accept", "application/json"));
        all.putAll(headers);
        return all;
    }

    /**
     * What {@code answer} tells. Only 401 and the named errors say that a token is dead.
     *
     * @param issuer the provider's, if it has one
     * @param limits how the provider refuses too many calls
     */
    public IdentityAnswer read(HttpAnswer answer, @Nullable String issuer, TooManyCalls limits) {
        if (limits.isSaidBy(answer)) {
            return new IdentityAnswer.Unsure(limits.pause(answer).orElse(null), "too many calls");
        }
        Duration after = answer.retryAfter().orElse(null);
        JsonNode members = AnswerBody.read(answer).orElse(MissingNode.getInstance());
        String said = error.textIn(members).orElse("");
        if (answer.status() == 401 || (answer.status() < 500 && deadErrors.contains(said))) {
            return new IdentityAnswer.NotHeld("status " + answer.status());
        }
        boolean succeeded = answer.isSuccessful() && (success == null || success.isMetBy(members));
        if (!succeeded) {
            return new IdentityAnswer.Unsure(after, "status " + answer.status());
        }
        List<String> ids =
                subject.stream().flatMap(part -> part.textIn(members).stream()).toList();
        return ids.isEmpty() || ids.size() < subject.size()
                ? new IdentityAnswer.Unsure(after, "there is no subject")
                : new IdentityAnswer.Known(
                        new ProviderAccount(String.join(":", ids), first(email, members), text(name, members), issuer));
    }

    private static @Nullable String text(@Nullable Pointer pointer, JsonNode members) {
        return pointer == null ? null : pointer.textIn(members).orElse(null);
    }

    private static @Nullable String first(List<Pointer> places, JsonNode members) {
        return places.stream()
                .flatMap(place -> place.textIn(members).stream())
                .findFirst()
                .orElse(null);
    }

    Identity at(URI discovered) {
        return at(UrlTemplate.of(discovered));
    }

    Identity atVersion(String header, String version) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(header, version);
        return new Identity(
                kind, endpoint, method, all, tokenFormat, body, success, subject, email, name, error, deadErrors);
    }

    Identity filledWith(Map<String, String> values) {
        return endpoint == null ? this : at(endpoint.filledWith(values));
    }

    private Identity at(UrlTemplate where) {
        return new Identity(
                kind, where, method, headers, tokenFormat, body, success, subject, email, name, error, deadErrors);
    }

    /** What kind of answer it is. */
    public enum Kind {
        /** OpenID Connect's UserInfo, which needs the scope {@code openid}. */
        @JsonProperty("userinfo")
        USERINFO,
        /** The claims of the ID token that came with the code's answer. */
        @JsonProperty("id_token")
        ID_TOKEN,
        /** A call of the provider's own. */
        @JsonProperty("probe")
        PROBE
    }
}
