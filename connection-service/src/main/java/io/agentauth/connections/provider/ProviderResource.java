// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.agentauth.connections.Page;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.problems.ProblemException;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Scope;
import io.agentauth.providers.Slot;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The catalogue. */
@Path("/v1/providers")
@NonBlocking
class ProviderResource {
    private final CurrentCaller callers;
    private final Providers providers;

    @Inject
    ProviderResource(CurrentCaller callers, Providers providers) {
        this.callers = callers;
        this.providers = providers;
    }

    /**
     * A provider as applications see it.
     *
     * @param redirectUri how a connection's redirect URI looks; each connection has its own, which is in its answer
     */
    record View(
            String id,
            String name,
            String category,
            List<String> authTypes,
            List<Scope> scopes,
            List<String> defaultScopes,
            List<String> slots,
            boolean needsIssuer,
            String redirectUri,
            @Nullable String setup,
            @Nullable URI docs) {
        static View of(Provider provider, String redirectUri) {
            return new View(
                    provider.id(),
                    provider.name(),
                    provider.category(),
                    provider.authTypes(),
                    provider.scopes(),
                    provider.defaultScopes(),
                    provider.slots().stream().map(Slot::name).toList(),
                    provider.discovery(),
                    redirectUri,
                    provider.setup(),
                    provider.docs());
        }
    }

    @GET
    @Operation(summary = "List the providers that can be connected")
    public Page<View> list(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
        require(callers.get());
        Page.Asked asked = Page.asked(limit, cursor);
        List<Provider> part = providers.all().stream()
                .sorted(Comparator.comparing(ProviderResource::place))
                .filter(provider -> place(provider).compareTo(asked.after()) > 0)
                .limit(asked.rows())
                .toList();
        return Page.of(part, asked, ProviderResource::place).map(this::view);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a provider")
    public View get(@RestPath String id) {
        require(callers.get());
        return providers.find(id).map(this::view).orElseThrow(() -> ProblemException.notFound("provider"));
    }

    private View view(Provider provider) {
        return View.of(provider, providers.redirectUri("{redirect_context}"));
    }

    private static void require(Caller caller) {
        if (!caller.operator()) {
            var _ = caller.requireEnvironment(Permission.CONNECTIONS_READ);
        }
    }

    /** A place in the list for an id that is a word: the cursor's form is the same everywhere. */
    private static UUID place(Provider provider) {
        byte[] word = Arrays.copyOf(provider.id().getBytes(StandardCharsets.US_ASCII), 16);
        ByteBuffer bytes = ByteBuffer.wrap(word);
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
