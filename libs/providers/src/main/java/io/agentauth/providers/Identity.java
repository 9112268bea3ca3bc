// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.Pointer;
import io.agentauth.oauth.SuccessRule;
import java.net.URI;
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
 * @param success the member that tells success, where the status does not
 * @param subject where the account's stable id is; several are joined by a colon
 * @param email where its e-mail address is
 * @param name where its display name is
 * @param deadErrors error codes at {@code /error} that say that the token is not held any more, beside status 401
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Identity(
        Kind kind,
        @Nullable URI endpoint,
        String method,
        Map<String, String> headers,
        @Nullable SuccessRule success,
        List<Pointer> subject,
        @Nullable Pointer email,
        @Nullable Pointer name,
        List<String> deadErrors) {
    public Identity(
            Kind kind,
            @Nullable URI endpoint,
            @Nullable String method,
            @Nullable Map<String, String> headers,
            @Nullable SuccessRule success,
            List<Pointer> subject,
            @Nullable Pointer email,
            @Nullable Pointer name,
            @Nullable List<String> deadErrors) {
        this.kind = kind;
        this.endpoint = endpoint;
        this.method = method == null ? "GET" : method;
        this.headers = headers == null ? Map.of() : Map.copyOf(headers);
        this.success = success;
        this.subject = List.copyOf(subject);
        this.email = email;
        this.name = name;
        this.deadErrors = deadErrors == null ? List.of() : List.copyOf(deadErrors);
    }

    Identity at(URI discovered) {
        return new Identity(kind, discovered, method, headers, success, subject, email, name, deadErrors);
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
