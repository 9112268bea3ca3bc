// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.agentauth.account.member.ActingUser;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.MalformedId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.RequestId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Reads a token. The hot path of the product: nothing happens here that a reader does not need. */
@Path("/v1/accounts/{id}/token")
public class TokenResource {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,7})(s|m|h)?");
    private static final Pattern SLOT = Pattern.compile("[a-z][a-z0-9_-]{0,39}");
    private static final Pattern NOTE = Pattern.compile("\\P{Cntrl}{1,200}");

    private final ReadToken tokens;
    private final CurrentCaller caller;

    @Inject
    TokenResource(ReadToken tokens, CurrentCaller caller) {
        this.tokens = tokens;
        this.caller = caller;
    }

    /** A token that lives, renewed first where it must be. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    @APIResponse(
            responseCode = "200",
            description =
                    "A token that lives; or, where a person entered something, by OAuth 1.0a and by DPoP, what every call of the provider's API has",
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            name = "Token",
                                            type = SchemaType.OBJECT,
                                            properties = {
                                                @SchemaProperty(name = "auth_type", type = SchemaType.STRING),
                                                @SchemaProperty(name = "headers", type = SchemaType.OBJECT),
                                                @SchemaProperty(name = "query", type = SchemaType.OBJECT),
                                                @SchemaProperty(name = "body", type = SchemaType.OBJECT),
                                                @SchemaProperty(name = "fields", type = SchemaType.OBJECT),
                                                @SchemaProperty(name = "access_token", type = SchemaType.STRING),
                                                @SchemaProperty(name = "token_type", type = SchemaType.STRING),
                                                @SchemaProperty(
                                                        name = "expires_at",
                                                        type = SchemaType.STRING,
                                                        format = "date-time"),
                                                @SchemaProperty(
                                                        name = "scopes",
                                                        type = SchemaType.ARRAY,
                                                        implementation = String[].class),
                                                @SchemaProperty(
                                                        name = "api_base_url",
                                                        type = SchemaType.STRING,
                                                        format = "uri"),
                                                @SchemaProperty(name = "facts", type = SchemaType.OBJECT)
                                            })))
    public Uni<Buffer> read(
            @RestPath String id,
            @RestQuery("min_validity") @Nullable String minValidity,
            @RestQuery @Nullable String slot,
            @RestQuery @Nullable String reason,
            @RestQuery("acting_user") @Nullable String actingUser) {
        Caller reading = caller.get();
        EnvironmentId environment = reading.requireEnvironment(Permission.TOKENS_READ);
        Reader reader = new Reader(
                reading.keyId(),
                ActingUser.named(actingUser),
                checked("reason", reason, NOTE),
                RequestId.current(),
                caller.clientAddress().orElse(null));
        return tokens.read(
                        new TokenRead(environment, account(id), checked("slot", slot, SLOT), span(minValidity), reader))
                .map(Handed::toJson);
    }

    private static AccountId account(String id) {
        try {
            return AccountId.parse(id);
        } catch (MalformedId _) {
            throw ProblemException.notFound("account");
        }
    }

    private static @Nullable String checked(String field, @Nullable String value, Pattern shape) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (!shape.matcher(value).matches()) {
            throw ProblemException.invalidField(field, "must match " + shape.pattern());
        }
        return value;
    }

    private static Duration span(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return Duration.ZERO;
        }
        Matcher matcher = SPAN.matcher(value);
        if (!matcher.matches()) {
            throw ProblemException.invalidField(
                    "min_validity", "must be a number of seconds such as 60s, or 5m, or 1h");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case null, default -> Duration.ofSeconds(number);
        };
    }
}
