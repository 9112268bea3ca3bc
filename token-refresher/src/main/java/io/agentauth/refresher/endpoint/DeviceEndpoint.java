// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.oauth.DeviceAnswer;
import io.agentauth.oauth.DeviceRequest;
import io.agentauth.oauth.HttpRequest;
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
import java.util.List;

/**
 * Asks providers for codes that people enter in whatever browser they have, each time exactly once, the client proved as at the token endpoint. Nothing
 * is used up by it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.1">RFC 8628 §3.1</a>
 */
@ApplicationScoped
public class DeviceEndpoint {
    private final Upstream upstream;
    private final Connections connections;
    private final EndpointConfig config;

    @Inject
    DeviceEndpoint(Upstream upstream, Connections connections, EndpointConfig config) {
        this.upstream = upstream;
        this.connections = connections;
        this.config = config;
    }

    /** What asking came to. */
    public sealed interface Said {
        /** The provider waits for a person. */
        record Given(DeviceAnswer.Begun begun) implements Said {}

        /** It does not. */
        record Refused(TokenOutcome outcome) implements Said {}
    }

    /** Asks at {@code place} for {@code scopes}. Fails where the keys are not there, and then nothing is sent. */
    public Uni<Said> begin(ConnectionCopy connection, Authorization.Device place, List<String> scopes) {
        return Uni.createFrom()
                .item(() -> request(connection, place, scopes))
                .chain(request -> upstream.send(UpstreamRequest.of(request).within(config.beginWithin())))
                .map(answer -> said(connection.provider(), answer));
    }

    private HttpRequest request(ConnectionCopy connection, Authorization.Device place, List<String> scopes) {
        Provider provider = connection.provider();
        return new DeviceRequest(
                        place.uri(),
                        provider.token().clientAuthentication(),
                        provider.scopeParameters(scopes),
                        provider.authorization().names())
                .of(connections.client(connection));
    }

    private Said said(Provider provider, UpstreamAnswer answer) {
        return switch (answer) {
            case UpstreamAnswer.Answered(var page) ->
                switch (DeviceAnswer.read(page, provider.tooManyCalls())) {
                    case DeviceAnswer.Begun begun -> new Said.Given(begun.shownAt(upstream.overlay()::browserUrl));
                    // Nothing but the application's own was shown: its proof and its scopes.
                    case DeviceAnswer.Refused refused ->
                        new Said.Refused(new TokenOutcome.BlamesTheApp(Reading.word(refused.error())));
                    case DeviceAnswer.Limited limited ->
                        new Said.Refused(new TokenOutcome.RateLimited(limited.after()));
                    case DeviceAnswer.Unclear unclear ->
                        new Said.Refused(new TokenOutcome.Ambiguous(Reading.word(unclear.why()), unclear.after()));
                };
            case UpstreamAnswer.NotSent unsent ->
                new Said.Refused(
                        new TokenOutcome.NotSent(Reading.word(unsent.trouble().name())));
            case UpstreamAnswer.Ambiguous lost ->
                new Said.Refused(
                        new TokenOutcome.Ambiguous(Reading.word(lost.trouble().name()), null));
        };
    }
}
