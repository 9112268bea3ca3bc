// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.BodyFormat;
import io.agentauth.oauth.Client;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.ClientProof;
import io.agentauth.oauth.ErrorRules;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.Parameters;
import io.agentauth.oauth.Pointer;
import io.agentauth.oauth.SigningKey;
import io.agentauth.oauth.TokenPointers;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a token is asked for where nobody consents: the application itself has the right to it. It is asked for again when it ends, so there is
 * no refresh token. In {@code endpoint}, {@code parameters} and the assertion's claims, {@code {field}} stands for what the account has.
 *
 * @param endpoint where it is asked for; null: at the token endpoint
 * @param clientAuthentication how the client proves itself; null: as at the token endpoint
 * @param scope where the scopes go
 * @param defaultScopes asked for when the connection names none; null: the same as of people
 * @param parameters sent along in the body
 * @param headers sent along
 * @param fields what is asked of each account, such as whom to act for; none where all accounts are the application's own
 * @param assertion what the connection's key signs; null for {@code oauth2_client_credentials}
 * @param pointers where the answer has the token; null: where the token endpoint's answers have it
 * @param error where an error's code is; none: where the token endpoint's answers have it
 * @param errors what errors mean; null: what they mean at the token endpoint
 * @param accessTokenSeconds how long such a token lives by the provider's documents, where its answer does not say
 * @param identity the call that proves that a token works; null: there is none for tokens of this kind
 * @param revocation how such a token is ended; null: by {@link Revocation} as people's are, if there is one for access tokens
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record MachineGrant(
        @Nullable UrlTemplate endpoint,
        @Nullable ClientAuthentication clientAuthentication,
        ScopePlace scope,
        @Nullable List<String> defaultScopes,
        Map<String, String> parameters,
        Map<String, String> headers,
        List<StaticCredentials.Field> fields,
        @Nullable Assertion assertion,
        @Nullable TokenPointers pointers,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<Pointer> error,
        @Nullable ErrorRules errors,
        @Nullable Integer accessTokenSeconds,
        @Nullable Identity identity,
        @Nullable Revocation revocation) {
    /** RFC 6749 §4.4. */
    public static final String CLIENT_CREDENTIALS = "oauth2_client_credentials";

    /** RFC 7523 §2.1. */
    public static final String JWT_BEARER = "jwt_bearer";

    /** The values of {@code auth_type} that these belong to. */
    public static final Set<String> AUTH_TYPES = Set.of(CLIENT_CREDENTIALS, JWT_BEARER);

    private static final String JWT_BEARER_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final Pattern PLACE = Pattern.compile("\\{([a-z_]{1,40})}");

    public MachineGrant {
        scope = scope == null ? ScopePlace.PARAMETER : scope;
        defaultScopes = defaultScopes == null ? null : List.copyOf(defaultScopes);
        parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        headers = headers == null ? Map.of() : Map.copyOf(headers);
        fields = fields == null ? List.of() : List.copyOf(fields);
        error = error == null ? List.of() : List.copyOf(error);
    }

    /** Where the scopes that are asked for go. */
    public enum ScopePlace {
        /** Into the parameter {@code scope}. */
        @JsonProperty("parameter")
        PARAMETER,
        /** Into a claim of the assertion. */
        @JsonProperty("claim")
        CLAIM,
        /** Nowhere: what a token may do is decided where the application is registered. */
        @JsonProperty("none")
        NONE
    }

    /** Whose token is asked for: the account's own fields, and the scopes as the provider wants them joined. */
    record Asked(Map<String, String> fields, String scopes) {}

    /** What is asked for where nobody names scopes. */
    public List<String> usualScopes(Provider provider) {
        List<String> usual = defaultScopes == null ? provider.defaultScopes() : defaultScopes;
        return scope == ScopePlace.NONE ? List.of() : usual;
    }

    /** What is wrong with an account's fields, by field; empty if they may be right. */
    public Map<String, StaticCredentials.Flaw> flaws(Map<String, Sensitive> entered) {
        return new StaticCredentials(fields, null, null, null, null).flaws(entered);
    }

    /** Whether the connection has a private key, whatever proves the client. */
    @JsonIgnore
    public boolean isSigned() {
        return assertion != null;
    }

    /**
     * Asks for a token.
     *
     * @param token the provider's token endpoint, {@link Token#by} this way
     * @throws IllegalStateException if the address has placeholders that nobody filled
     */
    HttpRequest request(Token token, Client client, Asked asked, Instant now) {
        Map<String, String> said = new LinkedHashMap<>();
        parameters.forEach((name, template) -> said.put(name, filled(template, client, asked)));
        if (scope == ScopePlace.PARAMETER && !asked.scopes().isEmpty()) {
            said.put("scope", asked.scopes());
        }
        Map<String, String> all = new LinkedHashMap<>(Map.of("Accept", "application/json"));
        all.putAll(token.headers());
        all.putAll(headers);
        Sensitive signed = assertion == null
                ? null
                : assertion.signed(key(client), template -> filled(template, client, asked), now);
        boolean isBearer = assertion != null && assertion.presented() == Assertion.Presented.BEARER;
        if (signed != null && isBearer) {
            return new HttpRequest(
                    "POST",
                    uri(token, asked),
                    all,
                    ClientProof.bearer(signed),
                    BodyFormat.JSON.contentType(),
                    Parameters.body(BodyFormat.JSON, said));
        }
        said.put("grant_type", signed == null ? "client_credentials" : JWT_BEARER_GRANT);
        if (signed == null) {
            ClientProof.addTo(said, token.clientAuthentication(), client);
        } else {
            said.put("assertion", signed.reveal(Reveal.TO_PRESENT_AT_THE_TOKEN_ENDPOINT));
        }
        HttpRequest request = new HttpRequest(
                "POST",
                uri(token, asked),
                all,
                signed == null ? ClientProof.header(token.clientAuthentication(), client) : null,
                token.body().contentType(),
                Parameters.body(token.body(), said));
        return signed == null ? ClientProof.shown(request, token.clientAuthentication(), client) : request;
    }

    private static SigningKey key(Client client) {
        Sensitive key = client.secret();
        if (key == null) {
            throw new IllegalStateException("the connection has no key to sign with");
        }
        return SigningKey.from(key);
    }

    private URI uri(Token token, Asked asked) {
        Map<String, String> segments = new LinkedHashMap<>();
        // What an account says is never more than a segment of the path; dots would be a step in it.
        asked.fields()
                .forEach((name, value) -> segments.put(
                        name,
                        URLEncoder.encode(value, StandardCharsets.UTF_8)
                                .replace("+", "%20")
                                .replaceAll("^\\.+$", "%2E")));
        URI uri = endpoint == null ? token.uri() : endpoint.filledWith(segments).uri();
        if (uri == null) {
            throw new IllegalStateException("the address for tokens has placeholders");
        }
        return uri;
    }

    private static String filled(String template, Client client, Asked asked) {
        return PLACE.matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "client_id" -> client.id();
                            case "scopes" -> asked.scopes();
                            default -> asked.fields().getOrDefault(found.group(1), "");
                        }));
    }

    MachineGrant filledWith(Map<String, String> values) {
        Map<String, String> filled = new LinkedHashMap<>();
        parameters.forEach((name, template) ->
                filled.put(name, new UrlTemplate(template).filledWith(values).value()));
        return new MachineGrant(
                endpoint == null ? null : endpoint.filledWith(values),
                clientAuthentication,
                scope,
                defaultScopes,
                filled,
                headers,
                fields,
                assertion == null ? null : assertion.filledWith(values),
                pointers,
                error,
                errors,
                accessTokenSeconds,
                identity == null ? null : identity.filledWith(values),
                revocation == null ? null : revocation.filledWith(values));
    }
}
