// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.agentauth.account.authorization.AuthorizationConfig;
import io.agentauth.account.authorization.Links;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The click: claims the handle, has token-refresher begin the flow, marks the handle used.
 *
 * <p>A crash between claim and begin: the claim lapses and the person clicks again. Between begin and mark: the second click begins again,
 * which replaces the flow that nobody has gone on with; so at most one lives.
 */
@ApplicationScoped
class FollowLink {
    private static final Duration ANOTHER_CLICK = Duration.ofSeconds(2);

    private final LinkStore store;
    private final Links links;
    private final Parties parties;
    private final FlowClient flows;
    private final Forms forms;
    private final AuthorizationConfig config;

    @Inject
    FollowLink(
            LinkStore store, Links links, Parties parties, FlowClient flows, Forms forms, AuthorizationConfig config) {
        this.store = store;
        this.links = links;
        this.parties = parties;
        this.flows = flows;
        this.forms = forms;
        this.config = config;
    }

    /**
     * Where the browser goes, and the cookie that ties the flow to it.
     *
     * @param authorizeUrl at the provider; null where the person goes on to a form of ours
     * @param form the authorization whose form it is; null where the person consents at the provider
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Flow(@Nullable URI authorizeUrl, @Nullable AuthorizationId form, FlowCookie cookie) {}

    /** A cookie for the browser. */
    record FlowCookie(String name, String value, long maxAgeSeconds) {}

    /**
     * What the person is asked for.
     *
     * @param verifyUrl where the application confirms who consented; null where nobody does
     */
    record Terms(List<String> scopes, @Nullable String verifyUrl) {}

    /** Fails with {@code connect_link_used}, {@code connect_link_expired}, {@code not_found}, {@code conflict}, {@code verify_url_missing} or what token-refresher says. */
    Uni<Flow> follow(Sensitive handle) {
        UUID claim = UUID.randomUUID();
        return links.maker()
                .map(maker -> maker.hash(handle))
                .chain(hash -> store.claim(hash, claim, config.claim())
                        .chain(claimed -> store.find(hash).map(found -> claimed(found, claimed))))
                .chain(link -> begin(link, claim));
    }

    private Uni<Flow> begin(Link link, UUID claim) {
        return parties.atClick(link)
                .chain(both -> both.connection().isStatic()
                        ? forms.begin(link, claim, terms(link, both))
                        : begin(link, claim, terms(link, both)))
                .onFailure()
                .call(() -> store.release(link.id(), claim).onFailure().recoverWithNull());
    }

    private Uni<Flow> begin(Link link, UUID claim, Terms terms) {
        return flows.begin(link, terms).call(_ -> use(link, claim, terms));
    }

    private static Terms terms(Link link, Parties.Both both) {
        return new Terms(
                both.connection().scopesWith(link.moreScopes()),
                both.environment().verifyUrl(link.userVerifyUrl()).orElse(null));
    }

    private Uni<Boolean> use(Link link, UUID claim, Terms terms) {
        return store.use(link.id(), claim, config.flowLife(), terms).invoke(FollowLink::requireClaim);
    }

    private static Link claimed(Optional<Link> found, boolean claimed) {
        Link link = found.orElseThrow(() -> ProblemException.notFound("connect link"));
        if (claimed) {
            return link;
        }
        throw switch (link.state()) {
            case USED -> new ProblemException(ProblemType.CONNECT_LINK_USED, "Ask the application for a new link.");
            case EXPIRED ->
                new ProblemException(ProblemType.CONNECT_LINK_EXPIRED, "Ask the application for a new link.");
            case UNKNOWN -> ProblemException.notFound("connect link");
            case READY -> elsewhere();
        };
    }

    static void requireClaim(boolean held) {
        if (!held) {
            throw elsewhere();
        }
    }

    private static ProblemException elsewhere() {
        return new ProblemException(
                        ProblemType.CONFLICT, "The link is being followed elsewhere. Try again in a moment.")
                .retryAfter(ANOTHER_CLICK);
    }
}
