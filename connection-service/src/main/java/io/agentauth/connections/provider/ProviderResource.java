// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.agentauth.connections.Page;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.problems.ProblemException;
import io.agentauth.providers.Provider;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The catalogue. Its files are read when they are first asked for, so its methods block. */
@Path("/v1/providers")
@Blocking
class ProviderResource {
    private final CurrentCaller callers;
    private final Providers providers;

    @Inject
    ProviderResource(CurrentCaller callers, Providers providers) {
        this.callers = callers;
        this.providers = providers;
    }

    /**
     * Lists providers by id.
     *
     * @param words each of them is somewhere in a provider's id, name or categories
     * @param category one of a provider's categories
     */
    @GET
    @Operation(summary = "List the providers, or find some")
    public Page<ProviderView> list(
            @QueryParam("q") @Nullable String words,
            @QueryParam("category") @Nullable String category,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        require(callers.get());
        Page.Asked asked = Page.asked(limit, cursor);
        Search search = Search.of(words, category);
        List<Provider> part = providers.all().stream()
                .filter(search::finds)
                .sorted(Comparator.comparing(ProviderResource::place))
                .filter(provider -> place(provider).compareTo(asked.after()) > 0)
                .limit(asked.rows())
                .toList();
        return Page.of(part, asked, ProviderResource::place).map(this::view);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a provider")
    public ProviderView get(@RestPath String id) {
        require(callers.get());
        return providers.find(id).map(this::view).orElseThrow(() -> ProblemException.notFound("provider"));
    }

    private ProviderView view(Provider provider) {
        return ProviderView.of(provider, providers.redirectUri("{redirect_context}"));
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
