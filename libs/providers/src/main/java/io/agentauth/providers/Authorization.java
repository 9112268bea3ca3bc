// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.CallbackSignature;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The authorization endpoint.
 *
 * @param endpoint where the browser is sent; null until it is discovered, and where nobody is sent anywhere
 * @param parameters always sent
 * @param scopeSeparator what stands between scopes; a space by default
 * @param pkce whether a code challenge is sent
 * @param names what parameters of the protocol are called there, where they have other names; the token endpoint's are its own
 * @param redirectName what the redirect URI is known by and sent as, to both endpoints; null where it is sent itself
 * @param callbackSignature how the callback is signed; null where it is not
 * @param loginHintParameter carries the account that is meant; null where the provider knows no such thing
 * @param pushed where it takes requests before the browser comes; null where it does not
 * @param device where it gives a code that a person enters in whatever browser they have; null where it does not
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Authorization(
        @Nullable UrlTemplate endpoint,
        Map<String, String> parameters,
        String scopeSeparator,
        PkceSupport pkce,
        Map<String, String> names,
        @Nullable UrlTemplate redirectName,
        @Nullable CallbackSignature callbackSignature,
        @Nullable String loginHintParameter,
        @Nullable Pushed pushed,
        @Nullable Device device) {
    /** Nobody is sent anywhere. */
    static final Authorization NONE =
            new Authorization(null, null, null, PkceSupport.NONE, null, null, null, null, null, null);

    public Authorization(
            @Nullable UrlTemplate endpoint,
            @Nullable Map<String, String> parameters,
            @Nullable String scopeSeparator,
            PkceSupport pkce,
            @Nullable Map<String, String> names,
            @Nullable UrlTemplate redirectName,
            @Nullable CallbackSignature callbackSignature,
            @Nullable String loginHintParameter,
            @Nullable Pushed pushed,
            @Nullable Device device) {
        this.endpoint = endpoint;
        this.parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        this.scopeSeparator = scopeSeparator == null ? " " : scopeSeparator;
        this.pkce = pkce;
        this.names = names == null ? Map.of() : Map.copyOf(names);
        this.redirectName = redirectName;
        this.callbackSignature = callbackSignature;
        this.loginHintParameter = loginHintParameter;
        this.pushed = pushed;
        this.device = device;
    }

    /**
     * Where requests are taken before the browser comes.
     *
     * @param endpoint where; the client proves itself there as at the token endpoint
     * @param required whether requests are taken in no other way
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9126#section-5">RFC 9126 §5</a>
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Pushed(UrlTemplate endpoint, Boolean required) {
        public Pushed {
            required = required != null && required;
        }

        /**
         * The endpoint's address.
         *
         * @throws IllegalStateException while it has placeholders
         */
        @JsonIgnore
        public URI uri() {
            URI uri = endpoint.uri();
            if (uri == null) {
                throw new IllegalStateException("the endpoint for pushed requests is not known");
            }
            return uri;
        }

        Pushed filledWith(Map<String, String> values) {
            return new Pushed(endpoint.filledWith(values), required);
        }
    }

    /**
     * Where a code is given that a person enters in whatever browser they have.
     *
     * @param endpoint where; the client proves itself there as at the token endpoint
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-4">RFC 8628 §4</a>
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Device(UrlTemplate endpoint) {
        /**
         * The endpoint's address.
         *
         * @throws IllegalStateException while it has placeholders
         */
        @JsonIgnore
        public URI uri() {
            URI uri = endpoint.uri();
            if (uri == null) {
                throw new IllegalStateException("the device authorization endpoint is not known");
            }
            return uri;
        }

        Device filledWith(Map<String, String> values) {
            return new Device(endpoint.filledWith(values));
        }
    }

    /** The endpoint's address; null until it is discovered, or while it has placeholders. */
    @JsonIgnore
    public @Nullable URI uri() {
        return endpoint == null ? null : endpoint.uri();
    }

    /** What is sent as the redirect URI, to both endpoints, for the one that people come back to. */
    public URI redirect(URI redirectUri) {
        return redirectName == null ? redirectUri : URI.create(redirectName.value());
    }

    Authorization at(
            URI discovered, PkceSupport support, @Nullable Pushed discoveredPushed, @Nullable Device discoveredDevice) {
        return new Authorization(
                UrlTemplate.of(discovered),
                parameters,
                scopeSeparator,
                support,
                names,
                redirectName,
                callbackSignature,
                loginHintParameter,
                discoveredPushed,
                discoveredDevice);
    }

    Authorization filledWith(Map<String, String> values) {
        return new Authorization(
                endpoint == null ? null : endpoint.filledWith(values),
                parameters,
                scopeSeparator,
                pkce,
                names,
                redirectName == null ? null : redirectName.filledWith(values),
                callbackSignature,
                loginHintParameter,
                pushed == null ? null : pushed.filledWith(values),
                device == null ? null : device.filledWith(values));
    }
}
