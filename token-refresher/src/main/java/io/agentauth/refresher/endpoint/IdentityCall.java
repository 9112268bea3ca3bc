// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.oauth.BoundToken;
import io.agentauth.oauth.ClientProof;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.OAuth1Grant;
import io.agentauth.providers.Identity;
import io.agentauth.providers.Site;
import io.agentauth.providers.Sites;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.upstream.Upstream;
import io.agentauth.upstream.UpstreamAnswer;
import io.agentauth.upstream.UpstreamRequest;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;

/** Asks a provider whose an access token is, as an application would call its API: with the token as the bearer, or signed with it. */
@ApplicationScoped
public class IdentityCall {
    private static final Logger LOG = Logger.getLogger(IdentityCall.class);

    private final Upstream upstream;
    private final Connections connections;
    private final ProvingUpstream proving;

    @Inject
    IdentityCall(Upstream upstream, Connections connections, ProvingUpstream proving) {
        this.proving = proving;
        this.upstream = upstream;
        this.connections = connections;
    }

    /** What became of it. {@code identity} has an endpoint. Fails where the keys are not there, and then nothing is sent. */
    public Uni<UpstreamAnswer> ask(ConnectionCopy connection, Identity identity, Sensitive access, Duration within) {
        return Uni.createFrom()
                .item(() -> request(connection, identity, access))
                .chain(request -> send(request, access, within));
    }

    /** RFC 9449 §7.1: what is bound goes along with a proof for this very call. */
    private Uni<UpstreamAnswer> send(HttpRequest request, Sensitive access, Duration within) {
        return BoundToken.find(access)
                .map(bound -> proving.send(
                        UpstreamRequest.of(request.authorizedBy(ClientProof.formatted("DPoP {token}", bound.token()))),
                        bound.key(),
                        bound.token(),
                        within))
                .orElseGet(() -> upstream.send(UpstreamRequest.of(request).within(within)));
    }

    /** Asks what the token's consent is good for: an empty list where the provider does not say. Never fails. */
    public Uni<List<Site>> sites(ConnectionCopy connection, Sites sites, Sensitive access, Duration within) {
        return Uni.createFrom()
                .item(() -> sites.request(BoundToken.tokenOf(access)))
                .chain(request -> send(request, access, within))
                .map(answer -> answer instanceof UpstreamAnswer.Answered(var page) ? sites.read(page) : List.<Site>of())
                .onFailure()
                .recoverWithItem(failure -> unsaid(connection, failure));
    }

    private static List<Site> unsaid(ConnectionCopy connection, Throwable failure) {
        LOG.infof("connection %s: its sites are not listed: %s", connection.connectionId(), failure.toString());
        return List.of();
    }

    private HttpRequest request(ConnectionCopy connection, Identity identity, Sensitive access) {
        return connection.oauth1().isPresent()
                ? identity.request(
                        OAuth1Grant.from(access), Objects.requireNonNull(connections.clientSecret(connection)))
                : identity.request(BoundToken.tokenOf(access));
    }
}
