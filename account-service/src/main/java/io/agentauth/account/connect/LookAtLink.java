// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import io.agentauth.account.authorization.Links;
import io.agentauth.account.connect.ConnectResource.Application;
import io.agentauth.account.connect.ConnectResource.Outcome;
import io.agentauth.account.connect.ConnectResource.ProviderName;
import io.agentauth.account.connect.ConnectResource.View;
import io.agentauth.account.connection.Connection;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what the pages show. */
@ApplicationScoped
class LookAtLink {
    private final LinkStore store;
    private final Links links;
    private final Parties parties;
    private final FlowClient flows;

    @Inject
    LookAtLink(LinkStore store, Links links, Parties parties, FlowClient flows) {
        this.store = store;
        this.links = links;
        this.parties = parties;
        this.flows = flows;
    }

    Uni<View> view(Sensitive handle) {
        return links.maker()
                .chain(maker -> store.find(maker.hash(handle)))
                .chain(found -> found.filter(link -> link.state() != Link.State.UNKNOWN)
                        .map(this::view)
                        .orElseGet(() -> Uni.createFrom().item(View.unknown())))
                // An environment or a connection that is gone takes its links along.
                .onFailure(LookAtLink::isGone)
                .recoverWithItem(View.unknown());
    }

    Uni<Outcome> outcome(AuthorizationId id) {
        return store.find(id).map(LookAtLink::found).chain(link -> parties.of(link)
                .map(names -> outcome(link, names)));
    }

    private Uni<View> view(Link link) {
        return parties.of(link).chain(names -> origin(link, names).map(origin -> view(link, names, origin)));
    }

    /** Only the page of a link that can be clicked leads there. */
    private Uni<String> origin(Link link, Parties.Both names) {
        return link.state() == Link.State.READY && !names.connection().isStatic()
                ? flows.origin(names.connection())
                : Uni.createFrom().item(names.connection().authorizeOrigin());
    }

    private static View view(Link link, Parties.Both names, String authorizeOrigin) {
        return new View(
                link.state().name().toLowerCase(Locale.ROOT),
                names.connection().isStatic(),
                link.id(),
                application(names),
                provider(names),
                link.account().identifier(),
                link.account().identifierType(),
                asked(link, names.connection()),
                authorizeOrigin,
                link.expiresAt());
    }

    private static List<Connection.Scope> asked(Link link, Connection connection) {
        return connection.isStatic()
                ? connection.credentials().fields().stream()
                        .map(field -> new Connection.Scope(field.label(), null))
                        .toList()
                : connection.described(connection.scopesWith(link.moreScopes()));
    }

    private static Outcome outcome(Link link, Parties.Both names) {
        return new Outcome(
                link.id(),
                link.account().id(),
                link.status(),
                link.reason(),
                link.asksApplication() ? "application" : null,
                link.redirectUrl(),
                link.appState(),
                link.account().status(),
                application(names),
                provider(names));
    }

    static Application application(Parties.Both names) {
        return new Application(names.environment().name(), names.environment().logoUrl());
    }

    static ProviderName provider(Parties.Both names) {
        return new ProviderName(
                names.connection().provider(), names.connection().providerName());
    }

    private static Link found(Optional<Link> link) {
        return link.orElseThrow(() -> ProblemException.notFound("authorization"));
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type() == ProblemType.NOT_FOUND;
    }
}
