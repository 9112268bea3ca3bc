// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import io.agentauth.account.authorization.AuthorizationConfig;
import io.agentauth.account.authorization.Links;
import io.agentauth.account.connect.FollowLink.Flow;
import io.agentauth.account.connect.FollowLink.FlowCookie;
import io.agentauth.account.connect.FormStore.Beginning;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;

/**
 * The forms in which people enter what a provider wants. One begins with the click on its link, in that browser alone: a cookie opens it, and each
 * time that it is sent back it has to bring a state that works once. The state is an HMAC over the authorization and a nonce, the cookie is stored
 * as a hash: nothing that opens a form is at rest.
 */
@ApplicationScoped
class Forms {
    private static final String COOKIE = "__Host-form-";
    private static final int BITS = 128;

    private final FormStore store;
    private final Links links;
    private final AuthorizationConfig config;

    @Inject
    Forms(FormStore store, Links links, AuthorizationConfig config) {
        this.store = store;
        this.links = links;
        this.config = config;
    }

    /** The form of a link that was clicked; from now on the link is used. Fails with {@code conflict} if it is clicked elsewhere. */
    Uni<Flow> begin(Link link, UUID claim, FollowLink.Terms terms) {
        Sensitive cookie = Sensitive.random(BITS);
        return links.maker()
                .map(maker -> new Beginning(claim, config.flowLife(), terms, nonce(), maker.hashOfFormCookie(cookie)))
                .chain(beginning -> store.begin(link.id(), beginning))
                .invoke(FollowLink::requireClaim)
                .map(_ -> new Flow(null, link.id(), cookie(link.id(), cookie)));
    }

    private FlowCookie cookie(AuthorizationId id, Sensitive cookie) {
        return new FlowCookie(
                COOKIE + id,
                cookie.reveal(Reveal.TO_SEND_THROUGH_THE_BROWSER),
                config.flowLife().toSeconds());
    }

    /** The form that the cookie opens. Fails with {@code not_found}. */
    Uni<Form> require(AuthorizationId id, Sensitive cookie) {
        return links.maker()
                .chain(maker -> store.find(id, maker.hashOfFormCookie(cookie)))
                .map(Forms::required);
    }

    /** What it has to be sent back with the next time; empty where nothing is to be entered any more. */
    Uni<Optional<Sensitive>> state(Form form) {
        return links.maker()
                .map(maker -> Optional.ofNullable(form.nonce()).map(nonce -> maker.formState(form.id(), nonce)));
    }

    /** Takes it for one try; false if {@code state} is not the one that it has now. */
    Uni<Boolean> take(Form form, Sensitive state) {
        return state(form)
                .chain(now -> form.nonce() != null && now.filter(state::equals).isPresent()
                        ? store.take(form.id(), form.nonce(), nonce())
                        : Uni.createFrom().item(false));
    }

    private static String nonce() {
        return Sensitive.random(BITS).reveal(Reveal.TO_HASH);
    }

    private static Form required(Optional<Form> found) {
        return found.orElseThrow(
                () -> new ProblemException(ProblemType.FLOW_UNKNOWN, "There is no such form in this browser."));
    }
}
