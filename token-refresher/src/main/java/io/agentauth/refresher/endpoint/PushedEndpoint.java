// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.oauth.AuthorizationRequest;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.PushedAnswer;
import io.agentauth.providers.Authorization;
import io.agentauth.providers.Provider;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.upstream.Upstream;
import io.agentauth.upstream.UpstreamAnswer;
import io.agentauth.upstream.UpstreamRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Gives authorization requests to the provider before the browser comes, each exactly once, the client proved as at the token endpoint. Nothing is
 * used up by it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9126#section-2">RFC 9126 §2</a>
 */
@ApplicationScoped
public class PushedEndpoint {
    private final Upstream upstream;
    private final Connections connections;
    private final EndpointConfig config;

    @Inject
    PushedEndpoint(Upstream upstream, Connections connections, EndpointConfig config) {
        this.upstream = upstream;
        this.connections = connections;
        this.config = config;
    }

    /** What pushing a request came to. */
    public sealed interface Pushed {
        /** The provider has it. */
        record Kept(PushedAnswer.Kept kept) implements Pushed {}

        /** It has not. */
        record Withheld(TokenOutcome outcome) implements Pushed {}
    }

    /** Pushes {@code request} to {@code place}. Fails where the keys are not there, and then nothing is sent. */
    public Uni<Pushed> push(ConnectionCopy connection, Authorization.Pushed place, AuthorizationRequest request) {
        return Uni.createFrom()
                .item(() -> request(connection, place, request))
                .chain(toSend -> upstream.send(UpstreamRequest.of(toSend).within(config.beginWithin())))
                .map(answer -> pushed(connection.provider(), answer));
    }

    private HttpRequest request(ConnectionCopy connection, Authorization.Pushed place, AuthorizationRequest request) {
        Provider provider = connection.provider();
        return request.pushed(
                place.uri(),
                provider.token().clientAuthentication(),
                connections.client(connection),
                provider.authorization().names());
    }

    private static Pushed pushed(Provider provider, UpstreamAnswer answer) {
        return switch (answer) {
            case UpstreamAnswer.Answered(var page) ->
                switch (PushedAnswer.read(page, provider.tooManyCalls())) {
                    case PushedAnswer.Kept kept -> new Pushed.Kept(kept);
                    // Nothing but the application's own was shown: its proof, its scopes, its redirect URI.
                    case PushedAnswer.Refused refused ->
                        new Pushed.Withheld(new TokenOutcome.BlamesTheApp(Reading.word(refused.error())));
                    case PushedAnswer.Limited limited ->
                        new Pushed.Withheld(new TokenOutcome.RateLimited(limited.after()));
                    case PushedAnswer.Unclear unclear ->
                        new Pushed.Withheld(new TokenOutcome.Ambiguous(Reading.word(unclear.why()), unclear.after()));
                };
            case UpstreamAnswer.NotSent unsent ->
                new Pushed.Withheld(
                        new TokenOutcome.NotSent(Reading.word(unsent.trouble().name())));
            case UpstreamAnswer.Ambiguous lost ->
                new Pushed.Withheld(
                        new TokenOutcome.Ambiguous(Reading.word(lost.trouble().name()), null));
        };
    }
}
