// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.BodyFormat;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.Pointer;
import io.agentauth.oauth.SuccessRule;
import io.agentauth.oauth.TokenPointers;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoint and its answers.
 *
 * @param endpoint where codes are exchanged; null until it is discovered
 * @param refreshEndpoint where tokens are refreshed, if elsewhere
 * @param clientAuthentication how the client proves itself where the connection does not say
 * @param otherClientAuthentications how else it may, if the connection says so
 * @param assertionAudience whom the assertions are for by which a client proves itself
 * @param body how parameters travel
 * @param names what parameters of the protocol are called there, where they have other names
 * @param headers sent with every request
 * @param codeParameters added to a code's exchange
 * @param refreshParameters added to a refresh; {@code {redirect_uri}} stands for the connection's
 * @param longer how the first token is exchanged for a longer one, at once; null where it is not
 * @param itself how a token is exchanged for the next, where it is its own refresh token; null where it is not
 * @param success the member that tells success, where the status does not
 * @param error where an error's code is; the first place that has one counts
 * @param errorDescription where its description is
 * @param pointers where the token of a refresh answer is, and of an exchange's where a slot does not say
 * @param lifetimes what is documented about lifetimes
 * @param dpop whether tokens are bound to a key that proves who may use them (RFC 9449)
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Token(
        @Nullable UrlTemplate endpoint,
        @Nullable UrlTemplate refreshEndpoint,
        ClientAuthentication clientAuthentication,
        List<ClientAuthentication> otherClientAuthentications,
        AssertionAudience assertionAudience,
        BodyFormat body,
        Map<String, String> names,
        Map<String, String> headers,
        Map<String, String> codeParameters,
        Map<String, String> refreshParameters,
        @Nullable AccessExchange longer,
        @Nullable AccessExchange itself,
        @Nullable SuccessRule success,
        List<Pointer> error,
        Pointer errorDescription,
        TokenPointers pointers,
        Lifetimes lifetimes,
        Boolean dpop) {
    /** There is no token endpoint. */
    static final Token NONE = new Token(
            null,
            null,
            ClientAuthentication.NONE,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            false);

    public Token(
            @Nullable UrlTemplate endpoint,
            @Nullable UrlTemplate refreshEndpoint,
            ClientAuthentication clientAuthentication,
            @Nullable List<ClientAuthentication> otherClientAuthentications,
            @Nullable AssertionAudience assertionAudience,
            @Nullable BodyFormat body,
            @Nullable Map<String, String> names,
            @Nullable Map<String, String> headers,
            @Nullable Map<String, String> codeParameters,
            @Nullable Map<String, String> refreshParameters,
            @Nullable AccessExchange longer,
            @Nullable AccessExchange itself,
            @Nullable SuccessRule success,
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Pointer> error,
            @Nullable Pointer errorDescription,
            @Nullable TokenPointers pointers,
            @Nullable Lifetimes lifetimes,
            @Nullable Boolean dpop) {
        this.endpoint = endpoint;
        this.refreshEndpoint = refreshEndpoint;
        this.clientAuthentication = clientAuthentication;
        this.otherClientAuthentications =
                otherClientAuthentications == null ? List.of() : List.copyOf(otherClientAuthentications);
        this.assertionAudience = assertionAudience == null ? AssertionAudience.TOKEN_ENDPOINT : assertionAudience;
        this.body = body == null ? BodyFormat.FORM : body;
        this.names = names == null ? Map.of() : Map.copyOf(names);
        this.headers = headers == null ? Map.of() : Map.copyOf(headers);
        this.codeParameters = codeParameters == null ? Map.of() : Map.copyOf(codeParameters);
        this.refreshParameters = refreshParameters == null ? Map.of() : Map.copyOf(refreshParameters);
        this.longer = longer;
        this.itself = itself;
        this.success = success;
        this.error = error == null ? List.of(new Pointer("/error")) : List.copyOf(error);
        this.errorDescription = errorDescription == null ? new Pointer("/error_description") : errorDescription;
        this.pointers = pointers == null ? TokenPointers.STANDARD : pointers;
        this.lifetimes = lifetimes == null ? Lifetimes.UNKNOWN : lifetimes;
        // Not in what an earlier release kept.
        this.dpop = dpop != null && dpop;
    }

    /** The address for codes; null until it is discovered, or while it has placeholders. */
    @JsonIgnore
    public @Nullable URI uri() {
        return endpoint == null ? null : endpoint.uri();
    }

    /** The address for refreshing. */
    @JsonIgnore
    public @Nullable URI refreshUri() {
        return refreshEndpoint == null ? uri() : refreshEndpoint.uri();
    }

    /** Whether a client may prove itself by {@code style}. */
    public boolean takes(ClientAuthentication style) {
        return style == clientAuthentication || otherClientAuthentications.contains(style);
    }

    /** Whom an assertion is for. */
    public enum AssertionAudience {
        /** The address that it is sent to (RFC 7523 §3). */
        @JsonProperty("token_endpoint")
        TOKEN_ENDPOINT,
        /** The provider, by its issuer identifier. */
        @JsonProperty("issuer")
        ISSUER
    }

    Token at(URI discovered, ClientAuthentication authentication) {
        return with(new Told(UrlTemplate.of(discovered), null, authentication, pointers, error, lifetimes));
    }

    Token filledWith(Map<String, String> values) {
        return exchanging(AccessExchange.filled(longer, values), AccessExchange.filled(itself, values))
                .with(new Told(
                        endpoint == null ? null : endpoint.filledWith(values),
                        refreshEndpoint == null ? null : refreshEndpoint.filledWith(values),
                        clientAuthentication,
                        pointers,
                        error,
                        lifetimes));
    }

    private Token exchanging(@Nullable AccessExchange toLonger, @Nullable AccessExchange toNext) {
        return new Token(
                endpoint,
                refreshEndpoint,
                clientAuthentication,
                otherClientAuthentications,
                assertionAudience,
                body,
                names,
                headers,
                codeParameters,
                refreshParameters,
                toLonger,
                toNext,
                success,
                error,
                errorDescription,
                pointers,
                lifetimes,
                dpop);
    }

    Token provenBy(ClientAuthentication style) {
        return with(new Told(endpoint, refreshEndpoint, style, pointers, error, lifetimes));
    }

    /** As tokens are asked for where nobody consents; the answers are of that kind as well. */
    Token by(MachineGrant way) {
        return with(new Told(
                endpoint,
                refreshEndpoint,
                proof(way),
                way.pointers() == null ? pointers : way.pointers(),
                way.error().isEmpty() ? error : way.error(),
                lifetimes.whereNobodyConsents(way.accessTokenSeconds())));
    }

    /** Whoever signs the grant itself proves nothing beside that. */
    private ClientAuthentication proof(MachineGrant way) {
        ClientAuthentication style = way.isSigned() ? ClientAuthentication.NONE : way.clientAuthentication();
        return style == null ? clientAuthentication : style;
    }

    private record Told(
            @Nullable UrlTemplate endpoint,
            @Nullable UrlTemplate refreshEndpoint,
            ClientAuthentication authentication,
            TokenPointers pointers,
            List<Pointer> error,
            Lifetimes lifetimes) {}

    /** The same where tokens are bound. */
    Token bound() {
        return with(new Told(endpoint, refreshEndpoint, clientAuthentication, pointers, error, lifetimes), true);
    }

    private Token with(Told told) {
        return with(told, dpop);
    }

    private Token with(Told told, boolean nowBound) {
        return new Token(
                told.endpoint,
                told.refreshEndpoint,
                told.authentication,
                otherClientAuthentications,
                assertionAudience,
                body,
                names,
                headers,
                codeParameters,
                refreshParameters,
                longer,
                itself,
                success,
                told.error,
                errorDescription,
                told.pointers,
                told.lifetimes,
                nowBound);
    }
}
