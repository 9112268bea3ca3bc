// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import io.agentauth.connections.Page;
import io.agentauth.identity.Caller;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.providers.Provider;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The catalogue. Its files are read when they are first asked for, so its methods block. */
@Path("/v1/providers")
@Blocking
class ProviderResource {
    private final CurrentCaller callers;
    private final Providers providers;
    private final CustomProviders custom;
    private final ManagedApps apps;

    @Inject
    ProviderResource(CurrentCaller callers, Providers providers, CustomProviders custom, ManagedApps apps) {
        this.callers = callers;
        this.providers = providers;
        this.custom = custom;
        this.apps = apps;
    }

    /**
     * Lists the catalogue's providers by id, and after them the environment's own.
     *
     * @param words each of them is somewhere in a provider's id, name or categories
     * @param category one of a provider's categories
     */
    @GET
    @Operation(summary = "List the providers, or find some")
    public Uni<Page<ProviderView>> list(
            @QueryParam("q") @Nullable String words,
            @QueryParam("category") @Nullable String category,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Caller caller = callers.get();
        require(caller);
        Page.Asked asked = Page.asked(limit, cursor);
        Search search = Search.of(words, category);
        List<Provider> known = providers.all();
        return apps.providers()
                .chain(managed -> customOf(caller).map(own -> Stream.concat(
                                known.stream().map(one -> Listed.of(one, () -> view(one, managed))),
                                own.stream().map(this::listed))
                        .filter(one -> search.finds(one.provider()))
                        .sorted(Comparator.comparing(Listed::place))
                        .filter(one -> one.place().compareTo(asked.after()) > 0)
                        .limit(asked.rows())
                        .toList()))
                .map(part -> Page.of(part, asked, Listed::place)
                        .map(one -> one.view().get()));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a provider")
    public Uni<ProviderView> get(@RestPath String id) {
        Caller caller = callers.get();
        require(caller);
        EnvironmentId environment = caller.environmentId();
        return providers
                .find(id)
                .map(known -> apps.providers().map(managed -> view(known, managed)))
                .orElseGet(() -> environment == null
                        ? Uni.createFrom().failure(unknown())
                        : custom.find(environment, id).map(own -> view(own.orElseThrow(ProviderResource::unknown))));
    }

    /** As many as there may be: they are few. */
    private Uni<List<CustomProvider>> customOf(Caller caller) {
        EnvironmentId environment = caller.environmentId();
        return environment == null ? Uni.createFrom().item(List.of()) : custom.all(environment);
    }

    /** A provider in the list. The catalogue's come first, by id; an environment's own after them, by their creation. */
    private record Listed(Provider provider, UUID place, Supplier<ProviderView> view) {
        // Ids are small letters, so that this is after all of them.
        private static final long AFTER_LETTERS = 0x7EL << 56;

        static Listed of(Provider provider, Supplier<ProviderView> view) {
            byte[] word = Arrays.copyOf(provider.id().getBytes(StandardCharsets.US_ASCII), 16);
            ByteBuffer bytes = ByteBuffer.wrap(word);
            return new Listed(provider, new UUID(bytes.getLong(), bytes.getLong()), view);
        }

        static Listed of(CustomProvider own, Supplier<ProviderView> view) {
            UUID key = own.key();
            // The first byte of a UUIDv7 changes once in 35 years: it says nothing here.
            long high = AFTER_LETTERS | (key.getMostSignificantBits() & 0x00FF_FFFF_FFFF_FFFFL);
            return new Listed(own.provider(), new UUID(high, key.getLeastSignificantBits()), view);
        }
    }

    private Listed listed(CustomProvider own) {
        return Listed.of(own, () -> view(own));
    }

    private ProviderView view(Provider provider, Set<String> managed) {
        return ProviderView.of(provider, providers.redirectUri("{redirect_context}"), managed.contains(provider.id()));
    }

    private ProviderView view(CustomProvider own) {
        return ProviderView.of(own, providers.redirectUri("{redirect_context}"));
    }

    private static ProblemException unknown() {
        return ProblemException.notFound("provider");
    }

    private static void require(Caller caller) {
        if (!caller.operator()) {
            var _ = caller.requireEnvironment(Permission.CONNECTIONS_READ);
        }
    }
}
