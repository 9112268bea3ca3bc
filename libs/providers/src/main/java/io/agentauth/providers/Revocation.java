// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.agentauth.oauth.AnswerBody;
import io.agentauth.oauth.BodyFormat;
import io.agentauth.oauth.Client;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.ClientProof;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.OAuth1Grant;
import io.agentauth.oauth.Parameters;
import io.agentauth.oauth.Pointer;
import io.agentauth.oauth.SuccessRule;
import io.agentauth.oauth.TooManyCalls;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a grant is ended at the provider.
 *
 * @param endpoint where; {@code {client_id}} stands for the connection's, of OAuth 1.0a {@code {token}} for the token, and any other name for a fact
 *     of the account; null until it is discovered
 * @param query parameters that are added to it, each with the fact that it is for, where the account has that
 * @param method the HTTP method, {@code POST} by default
 * @param kind what ends: the access token alone, the one token and its kin, or everything the person granted to the application
 * @param token which token is presented
 * @param authentication who asks
 * @param body how parameters travel
 * @param parameter the parameter that carries the token; null where it is the bearer
 * @param hint whether {@code token_type_hint} is sent
 * @param headers sent along
 * @param success the member that tells success, where the status does not
 * @param gone statuses that say that there is nothing left to revoke
 * @param goneErrors error codes that say so
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Revocation(
        @Nullable UrlTemplate endpoint,
        Map<String, String> query,
        String method,
        Kind kind,
        Presented token,
        Authentication authentication,
        BodyFormat body,
        @Nullable String parameter,
        boolean hint,
        Map<String, String> headers,
        @Nullable SuccessRule success,
        List<Integer> gone,
        List<String> goneErrors) {
    /** Stands for the connection's own in {@link #endpoint}. */
    static final String CLIENT_ID = "client_id";

    /** Stands for the token there, where a signature asks. */
    static final String TOKEN = "token";

    private static final Pointer ERROR = new Pointer("/error");

    public Revocation(
            @Nullable UrlTemplate endpoint,
            @Nullable Map<String, String> query,
            @Nullable String method,
            Kind kind,
            Presented token,
            Authentication authentication,
            @Nullable BodyFormat body,
            @Nullable String parameter,
            boolean hint,
            @Nullable Map<String, String> headers,
            @Nullable SuccessRule success,
            @Nullable List<Integer> gone,
            @Nullable List<String> goneErrors) {
        this.endpoint = endpoint;
        this.query = query == null ? Map.of() : Map.copyOf(query);
        this.method = method == null ? "POST" : method;
        this.kind = kind;
        this.token = token;
        this.authentication = authentication;
        this.body = body == null ? BodyFormat.FORM : body;
        this.parameter = parameter;
        this.hint = hint;
        this.headers = headers == null ? Map.of() : Map.copyOf(headers);
        this.success = success;
        this.gone = gone == null ? List.of() : List.copyOf(gone);
        this.goneErrors = goneErrors == null ? List.of() : List.copyOf(goneErrors);
    }

    /**
     * Asks for {@code presented} to be revoked.
     *
     * @param style how the client proves itself at the token endpoint
     * @param what whether {@code presented} is a refresh or an access token, for the hint
     * @param facts of the account
     * @throws IllegalStateException if the endpoint is not known
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7009#section-2.1">RFC 7009 §2.1</a>
     */
    public HttpRequest request(
            Client client, ClientAuthentication style, Sensitive presented, Presented what, Map<String, String> facts) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String plain = presented.reveal(Reveal.TO_REVOKE);
        if (parameter != null) {
            parameters.put(parameter, plain);
        }
        if (hint) {
            parameters.put("token_type_hint", what == Presented.REFRESH ? "refresh_token" : "access_token");
        }
        Authentication asking = asking(style);
        if (asking == Authentication.CLIENT) {
            ClientProof.addTo(parameters, style, client);
        } else if (asking == Authentication.CLIENT_SCHEME) {
            parameters.put(CLIENT_ID, client.id());
        }
        Sensitive proof =
                switch (asking) {
                    case CLIENT -> ClientProof.header(style, client);
                    case CLIENT_BASIC -> ClientProof.header(ClientAuthentication.BASIC, client);
                    case CLIENT_SCHEME -> ClientProof.formatted("Client {token}", required(client.secret()));
                    case BEARER -> ClientProof.bearer(presented);
                    case SIGNATURE -> throw new IllegalStateException("a signature is of a grant of OAuth 1.0a");
                    case NONE -> null;
                };
        Map<String, String> all = new LinkedHashMap<>(Map.of("Accept", "application/json"));
        all.putAll(headers);
        Map<String, String> values = new HashMap<>(facts);
        values.put(CLIENT_ID, client.id());
        boolean bare = parameters.isEmpty() && method.equals("DELETE");
        HttpRequest request = new HttpRequest(
                method,
                withQuery(uri(values), facts),
                all,
                proof,
                bare ? null : body.contentType(),
                bare ? null : Parameters.body(body, parameters));
        return asking == Authentication.CLIENT ? ClientProof.shown(request, style, client) : request;
    }

    /**
     * Asks for a token of OAuth 1.0a to be revoked, signed with it (RFC 5849 §3.1).
     *
     * @param clientSecret the secret of the grant's client
     * @throws IllegalStateException if the endpoint is not known
     */
    public HttpRequest request(OAuth1Grant grant, Sensitive clientSecret) {
        String token = grant.token().identifier().reveal(Reveal.TO_REVOKE);
        Map<String, String> all = new LinkedHashMap<>(Map.of("Accept", "application/json"));
        all.putAll(headers);
        HttpRequest unsigned =
                new HttpRequest(method, uri(Map.of(CLIENT_ID, grant.clientId(), TOKEN, token)), all, null, null, null);
        return grant.signer(clientSecret).sign(unsigned);
    }

    /** A private key is never sent as a password: whoever signs or shows a certificate does so here too. */
    private Authentication asking(ClientAuthentication style) {
        boolean hasKey = style == ClientAuthentication.PRIVATE_KEY_JWT || style.isCertificate();
        boolean asPassword =
                authentication == Authentication.CLIENT_BASIC || authentication == Authentication.CLIENT_SCHEME;
        return asPassword && hasKey ? Authentication.CLIENT : authentication;
    }

    /**
     * What {@code answer} means. Success proves that the token is dead, not that it was alive.
     *
     * @param limits how the provider refuses too many calls
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7009#section-2.2">RFC 7009 §2.2</a>
     */
    public RevocationAnswer read(HttpAnswer answer, TooManyCalls limits) {
        if (limits.isSaidBy(answer)) {
            return new RevocationAnswer.TryLater(limits.pause(answer).orElse(null), "too many calls");
        }
        JsonNode members = AnswerBody.read(answer).orElse(MissingNode.getInstance());
        boolean done = answer.isSuccessful() && (success == null || success.isMetBy(members));
        boolean over = answer.status() < 500
                && (gone.contains(answer.status())
                        || goneErrors.contains(ERROR.textIn(members).orElse("")));
        if (done || over) {
            return new RevocationAnswer.Revoked();
        }
        String why = "status " + answer.status();
        return answer.status() >= 500 || answer.status() == 408
                ? new RevocationAnswer.TryLater(answer.retryAfter().orElse(null), why)
                : new RevocationAnswer.Failed(why);
    }

    private URI uri(Map<String, String> values) {
        if (endpoint == null) {
            throw new IllegalStateException("there is no revocation endpoint");
        }
        Map<String, String> segments = new LinkedHashMap<>();
        values.forEach((name, value) -> segments.put(name, segment(value)));
        URI uri = endpoint.filledWith(segments).uri();
        if (uri == null) {
            throw new IllegalStateException("the revocation endpoint has placeholders");
        }
        return uri;
    }

    private static Sensitive required(@Nullable Sensitive secret) {
        if (secret == null) {
            throw new IllegalStateException("the client has no secret");
        }
        return secret;
    }

    private URI withQuery(URI uri, Map<String, String> facts) {
        StringJoiner known = new StringJoiner("&");
        new TreeMap<>(query).forEach((parameter, fact) -> {
            String value = facts.get(fact);
            if (value != null) {
                known.add(parameter + "=" + segment(value));
            }
        });
        String added = known.toString();
        return added.isEmpty() ? uri : URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + added);
    }

    /** The facts that stand in the endpoint: an account that has not all of them cannot be ended, and those that have the same end together. */
    public Set<String> facts() {
        Set<String> names = new TreeSet<>(endpoint == null ? Set.of() : endpoint.names());
        names.removeAll(Set.of(CLIENT_ID, TOKEN));
        return names;
    }

    /** One of dots would be a step in the path. */
    private static String segment(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replaceAll("^\\.+$", "%2E");
    }

    Revocation at(URI discovered) {
        return at(UrlTemplate.of(discovered));
    }

    Revocation atVersion(String header, String version) {
        Map<String, String> all = new HashMap<>(headers);
        all.replace(header, version);
        return with(endpoint, all);
    }

    Revocation filledWith(Map<String, String> values) {
        return endpoint == null ? this : at(endpoint.filledWith(values));
    }

    private Revocation at(UrlTemplate where) {
        return with(where, headers);
    }

    private Revocation with(@Nullable UrlTemplate where, Map<String, String> sent) {
        return new Revocation(
                where,
                query,
                method,
                kind,
                token,
                authentication,
                body,
                parameter,
                hint,
                sent,
                success,
                gone,
                goneErrors);
    }

    /** What a revocation ends. It decides whether an older grant may be revoked beside a newer one. */
    public enum Kind {
        /** The access token alone; a refresh token lives on, and the provider has no way to end that. */
        @JsonProperty("access_token")
        ACCESS_TOKEN,
        /** That token and what was made from it. */
        @JsonProperty("token")
        TOKEN,
        /** Everything that the person granted to this application. */
        @JsonProperty("grant")
        GRANT
    }

    /** Which token is presented. */
    public enum Presented {
        @JsonProperty("refresh")
        REFRESH,
        @JsonProperty("access")
        ACCESS
    }

    /** Who asks. */
    public enum Authentication {
        /** The client, as at the token endpoint. */
        @JsonProperty("client")
        CLIENT,
        /** The client by HTTP Basic, whatever the token endpoint takes. */
        @JsonProperty("client_basic")
        CLIENT_BASIC,
        /** The client by its secret behind the word Client, and its id among the parameters. */
        @JsonProperty("client_scheme")
        CLIENT_SCHEME,
        /** The token itself, as the bearer. */
        @JsonProperty("bearer")
        BEARER,
        /** The client and the token, by a signature of OAuth 1.0a. */
        @JsonProperty("signature")
        SIGNATURE,
        /** Nobody: holding the token is enough. */
        @JsonProperty("none")
        NONE
    }
}
