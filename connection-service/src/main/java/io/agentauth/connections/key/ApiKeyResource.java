// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.key;

import io.agentauth.connections.Page;
import io.agentauth.identity.AddressRange;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.identity.Role;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;
import io.agentauth.requests.Requests;
import io.agentauth.vault.Reveal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The keys of the caller's environment; the installation key names the environment. */
@Path("/v1/api-keys")
class ApiKeyResource {
    private static final int NAME_CHARS_MAX = 100;
    private static final int RANGES_MAX = 20;

    private final CurrentCaller callers;
    private final ApiKeys keys;
    private final Requests requests;

    @Inject
    ApiKeyResource(CurrentCaller callers, ApiKeys keys, Requests requests) {
        this.callers = callers;
        this.keys = keys;
        this.requests = requests;
    }

    /** What a caller sends. */
    record Body(
            @Nullable String name,
            @Nullable String role,
            @Nullable List<@Nullable String> scopes,
            @Nullable List<@Nullable String> allowedAddresses,
            @Nullable Instant expiresAt,
            @Nullable EnvironmentId environmentId) {}

    /** A new key, shown this once; {@code key} is null in the answer to a repeated request. */
    record NewApiKey(
            ApiKeyId id,
            @Nullable String key,
            String name,
            String prefix,
            @Nullable Role role,
            List<Permission> scopes,
            List<AddressRange> allowedAddresses,
            @Nullable Instant expiresAt,
            Instant createdAt,
            @Nullable Instant revokedAt) {
        static NewApiKey of(ApiKeys.Created created) {
            ApiKey key = created.key();
            return new NewApiKey(
                    key.id(),
                    created.text() == null ? null : created.text().reveal(Reveal.TO_SHOW_ONCE),
                    key.name(),
                    key.prefix(),
                    key.role(),
                    key.scopes(),
                    key.allowedAddresses(),
                    key.expiresAt(),
                    key.createdAt(),
                    key.revokedAt());
        }

        @Override
        public String toString() {
            return "NewApiKey[" + id + "]";
        }
    }

    @POST
    @ResponseStatus(201)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    @Operation(summary = "Create an API key", description = "The key is in this answer and nowhere else.")
    public Uni<NewApiKey> create(@HeaderParam(Requests.HEADER) @Nullable String idempotencyKey, @Nullable Body sent) {
        Body body = Input.body(sent);
        Caller caller = callers.get();
        EnvironmentId environment = environment(caller, body.environmentId());
        ApiKeys.Wanted wanted = new ApiKeys.Wanted(
                Input.required("name", body.name(), NAME_CHARS_MAX),
                scopes(body.role(), body.scopes()),
                ranges(body.allowedAddresses()),
                body.expiresAt());
        return requests.of(environment, idempotencyKey, "POST /v1/api-keys", body)
                .chain(request -> keys.create(environment, wanted, caller.actor(), request))
                .map(NewApiKey::of);
    }

    @GET
    @Operation(summary = "List the environment's API keys")
    public Uni<Page<ApiKey>> list(
            @QueryParam("environment_id") @Nullable String environmentId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return keys.list(environment(callers.get(), parsed(environmentId)), Page.asked(limit, cursor));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Revoke an API key for good")
    public Uni<ApiKey> revoke(@RestPath String id, @QueryParam("environment_id") @Nullable String environmentId) {
        Caller caller = callers.get();
        EnvironmentId environment = environment(caller, parsed(environmentId));
        return keys.revoke(environment, Input.id(id, ApiKeyId::parse, "API key"), caller.actor());
    }

    private static EnvironmentId environment(Caller caller, @Nullable EnvironmentId named) {
        if (!caller.operator()) {
            EnvironmentId own = caller.requireEnvironment(Permission.ADMIN);
            if (named != null && !named.equals(own)) {
                throw ProblemException.notFound("environment");
            }
            return own;
        }
        if (named == null) {
            throw ProblemException.invalidField("environment_id", "With the installation key it has to be there.");
        }
        return named;
    }

    private static @Nullable EnvironmentId parsed(@Nullable String environmentId) {
        return Input.filter("environment_id", environmentId, EnvironmentId::parse);
    }

    private static List<Permission> scopes(@Nullable String role, @Nullable List<@Nullable String> names) {
        if (role == null) {
            return scopes(names);
        }
        if (names != null) {
            throw ProblemException.invalidField("role", "Name a role or scopes, not both.");
        }
        return Role.find(role)
                .map(found -> found.permissions().stream().sorted().toList())
                .orElseThrow(() -> ProblemException.invalidField("role", "There is no such role."));
    }

    private static List<AddressRange> ranges(@Nullable List<@Nullable String> texts) {
        if (texts == null) {
            return List.of();
        }
        if (texts.size() > RANGES_MAX) {
            throw ProblemException.invalidField("allowed_addresses", "At most " + RANGES_MAX + " ranges.");
        }
        Set<AddressRange> ranges = new LinkedHashSet<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            try {
                ranges.add(AddressRange.parse(text == null ? "" : text));
            } catch (IllegalArgumentException e) {
                throw ProblemException.invalidField("allowed_addresses[" + i + "]", String.valueOf(e.getMessage()));
            }
        }
        return List.copyOf(ranges);
    }

    private static List<Permission> scopes(@Nullable List<@Nullable String> names) {
        if (names == null || names.isEmpty()) {
            throw ProblemException.invalidField("scopes", "At least one is needed, or a role.");
        }
        Set<Permission> scopes = EnumSet.noneOf(Permission.class);
        for (int i = 0; i < names.size(); i++) {
            String field = "scopes[" + i + "]";
            String name = names.get(i);
            scopes.add((name == null ? Optional.<Permission>empty() : Permission.find(name))
                    .orElseThrow(() -> ProblemException.invalidField(field, "There is no such scope.")));
        }
        return new ArrayList<>(scopes);
    }
}
