// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.flow;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.telemetry.TraceContext;
import io.agentauth.upstream.Upstream;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Begins flows: opens them, makes a cookie, keeps hashes and seals, and says where to send the browser. */
@ApplicationScoped
class BeginFlow {
    private static final int SECRET_BITS = 256;
    private static final int NAME_CHARS = 8;

    private final Connections connections;
    private final Flows flows;
    private final KeyRing keys;
    private final Upstream upstream;
    private final Openings openings;

    @Inject
    BeginFlow(Connections connections, Flows flows, KeyRing keys, Upstream upstream, Openings openings) {
        this.connections = connections;
        this.flows = flows;
        this.keys = keys;
        this.upstream = upstream;
        this.openings = openings;
    }

    /**
     * What begins.
     *
     * @param verification whether the code waits for the application's word
     * @param otherPerson whether the account may become another person's at the provider
     */
    record Wish(
            Flow.Subject subject,
            List<String> scopes,
            @Nullable String loginHint,
            boolean verification,
            boolean otherPerson) {}

    /** Where the browser goes, and the cookie that it takes along. */
    record Begun(URI authorizeUrl, String cookieName, Sensitive cookie) {}

    /**
     * Begins a flow in place of an unconsumed one of the same authorization. Fails with {@code connection_suspended}, {@code not_found}, and
     * {@code conflict} where the generation has ended or the authorization is used already; where something is needed of the provider first also with what
     * it said instead: {@code provider_rate_limited}, {@code provider_unavailable}.
     */
    Uni<Begun> begin(Wish wish) {
        keys.requireUsable();
        Flow.Subject subject = wish.subject();
        return connections
                .require(subject.environmentId(), subject.connectionId())
                .invoke(BeginFlow::requireUsable)
                .call(() -> flows.isEnded(subject).invoke(BeginFlow::requireLive))
                .chain(connection ->
                        openings.open(wish, connection).chain(opening -> begin(wish, connection, opening)));
    }

    /** The origin that the browser is sent to, for a form's {@code form-action}. */
    Uni<String> origin(EnvironmentId environment, ConnectionId id) {
        return connections
                .require(environment, id)
                .map(connection -> upstream.overlay().browserUrl(Openings.endpoint(connection)))
                .map(url -> url.getScheme() + "://" + url.getRawAuthority());
    }

    private Uni<Begun> begin(Wish wish, ConnectionCopy connection, Openings.Opening opening) {
        Sensitive cookie = Sensitive.random(SECRET_BITS);
        String name = "__Host-aa-" + UUID.randomUUID().toString().substring(0, NAME_CHARS);
        Flow flow = new Flow(
                wish.subject(),
                connection.view().redirectContext(),
                new Flow.Browser(name, keys.hashes().hash(Flows.COOKIE, cookie)),
                opening.verifier(),
                opening.nonce(),
                connection.provider().issuer(),
                connection.scopesOf(wish.scopes()),
                Flow.Progress.FRESH,
                new Flow.Verification(wish.verification(), null),
                wish.otherPerson(),
                TraceContext.current(),
                Map.of());
        return flows.begin(flow, opening.state())
                .invoke(BeginFlow::requireUnused)
                .map(_ -> new Begun(upstream.overlay().browserUrl(opening.url()), name, cookie));
    }

    private static void requireUsable(ConnectionCopy connection) {
        if (connection.isDeleted()) {
            throw ProblemException.notFound("connection");
        }
        if (connection.isSuspended()) {
            throw new ProblemException(
                    ProblemType.CONNECTION_SUSPENDED, "The provider refuses the application's registration.");
        }
    }

    private static void requireLive(boolean ended) {
        if (ended) {
            throw new ProblemException(ProblemType.CONFLICT, "This generation of the account has ended.");
        }
    }

    private static void requireUnused(boolean begun) {
        if (!begun) {
            throw new ProblemException(ProblemType.CONFLICT, "A callback of this authorization was taken already.");
        }
    }

    /** The cookie's text, for the browser. */
    static String text(Begun begun) {
        return begun.cookie().reveal(Reveal.TO_SEND_THROUGH_THE_BROWSER);
    }
}
