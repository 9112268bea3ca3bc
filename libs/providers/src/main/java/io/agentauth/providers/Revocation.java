// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.BodyFormat;
import io.agentauth.oauth.SuccessRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a grant is ended at the provider.
 *
 * @param endpoint where; {@code {client_id}} stands for the connection's; null until it is discovered
 * @param method the HTTP method, {@code POST} by default
 * @param kind what ends: the one token, or everything the person granted to the application
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
        @Nullable String endpoint,
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
    public Revocation(
            @Nullable String endpoint,
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

    Revocation at(String discovered) {
        return new Revocation(
                discovered,
                method,
                kind,
                token,
                authentication,
                body,
                parameter,
                hint,
                headers,
                success,
                gone,
                goneErrors);
    }

    /** What a revocation ends. It decides whether an older grant may be revoked beside a newer one. */
    public enum Kind {
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
        /** The token itself, as the bearer. */
        @JsonProperty("bearer")
        BEARER,
        /** Nobody: holding the token is enough. */
        @JsonProperty("none")
        NONE
    }
}
