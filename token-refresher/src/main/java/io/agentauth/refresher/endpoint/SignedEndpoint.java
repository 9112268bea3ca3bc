// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.oauth.OAuth1Answer;
import io.agentauth.oauth.OAuth1Callback.Verified;
import io.agentauth.oauth.OAuth1Grant;
import io.agentauth.oauth.OAuth1Request;
import io.agentauth.oauth.OAuth1Signer;
import io.agentauth.oauth.OAuth1Token;
import io.agentauth.providers.OAuth1;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.upstream.Upstream;
import io.agentauth.upstream.UpstreamAnswer;
import io.agentauth.upstream.UpstreamRequest;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The two requests of OAuth 1.0a that give something, each sent exactly once. What is expected is the outcome; a Uni that fails means that the
 * keys are not there, and that nothing was sent.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5849#section-2">RFC 5849 §2</a>
 */
@ApplicationScoped
public class SignedEndpoint {
    private final Upstream upstream;
    private final Connections connections;
    private final EndpointConfig config;

    @Inject
    SignedEndpoint(Upstream upstream, Connections connections, EndpointConfig config) {
        this.upstream = upstream;
        this.connections = connections;
        this.config = config;
    }

    /** What asking for temporary credentials came to. */
    public sealed interface Temporary {
        /** They are there. */
        record Given(OAuth1Token token) implements Temporary {}

        /** They are not. */
        record Withheld(TokenOutcome outcome) implements Temporary {}
    }

    /** Asks for temporary credentials (RFC 5849 §2.1). Nothing is used up by it. */
    public Uni<Temporary> begin(ConnectionCopy connection) {
        return Uni.createFrom()
                .item(() -> OAuth1Request.forTemporaryCredentials(
                        steps(connection).requestTokenUri(),
                        signer(connection),
                        URI.create(connection.view().redirectUri())))
                .chain(request -> upstream.send(UpstreamRequest.of(request).within(config.beginWithin())))
                .map(answer -> temporary(connection, answer));
    }

    /** Trades what the person came back with (RFC 5849 §2.3). */
    Uni<TokenOutcome> present(ConnectionCopy connection, Sensitive code, @Nullable Sensitive secret, Sending sending) {
        return Uni.createFrom().deferred(() -> {
            Verified back = Verified.from(code);
            OAuth1Signer signer = signer(connection);
            UpstreamRequest request = UpstreamRequest.of(OAuth1Request.forToken(
                    steps(connection).accessTokenUri(),
                    signer.with(new OAuth1Token(back.token(), Objects.requireNonNull(secret))),
                    back.verifier()));
            return upstream.send(request.within(sending.within()).watchedBy(sending.progress()))
                    .invoke(() -> sending.read().reached(sending.subject()))
                    .map(answer -> granted(connection, signer, answer));
        });
    }

    private static Temporary temporary(ConnectionCopy connection, UpstreamAnswer answer) {
        return switch (read(connection, answer)) {
            case Said.Given(var issued) when issued.callbackConfirmed() -> new Temporary.Given(issued.token());
            // Without the word it is the older protocol, in which nobody can tell who came back.
            case Said.Given _ -> new Temporary.Withheld(new TokenOutcome.Declined("callback_not_confirmed"));
            case Said.Trouble(var outcome) -> new Temporary.Withheld(blamed(outcome));
        };
    }

    /** Nothing but the client was shown. */
    private static TokenOutcome blamed(TokenOutcome outcome) {
        return outcome instanceof TokenOutcome.Refused refused
                ? new TokenOutcome.BlamesTheApp(refused.error())
                : outcome;
    }

    private static TokenOutcome granted(ConnectionCopy connection, OAuth1Signer signer, UpstreamAnswer answer) {
        return switch (read(connection, answer)) {
            case Said.Given(var issued) -> {
                String slot = connection.provider().defaultSlot().name();
                Sensitive sealed = OAuth1Grant.of(
                                signer, issued.token(), steps(connection).header())
                        .toSensitive();
                GrantedToken token = new GrantedToken(slot, sealed, null, OAuth1Grant.TOKEN_TYPE, null, null);
                yield new TokenOutcome.Granted(List.of(token), null, Map.of(), System.nanoTime());
            }
            case Said.Trouble(var outcome) -> outcome;
        };
    }

    private sealed interface Said {
        record Given(OAuth1Answer.Issued issued) implements Said {}

        record Trouble(TokenOutcome outcome) implements Said {}
    }

    private static Said read(ConnectionCopy connection, UpstreamAnswer answer) {
        return switch (answer) {
            case UpstreamAnswer.Answered answered ->
                switch (OAuth1Answer.read(
                        answered.answer(), connection.provider().tooManyCalls())) {
                    case OAuth1Answer.Issued issued -> new Said.Given(issued);
                    case OAuth1Answer.Refused refused ->
                        new Said.Trouble(new TokenOutcome.Refused(Reading.word(refused.problem()), "user_revoked"));
                    case OAuth1Answer.Limited limited ->
                        new Said.Trouble(new TokenOutcome.RateLimited(limited.after()));
                    case OAuth1Answer.Ambiguous lost ->
                        new Said.Trouble(new TokenOutcome.Ambiguous(Reading.word(lost.why()), lost.after()));
                };
            case UpstreamAnswer.NotSent unsent ->
                new Said.Trouble(
                        new TokenOutcome.NotSent(Reading.word(unsent.trouble().name())));
            case UpstreamAnswer.Ambiguous lost ->
                new Said.Trouble(
                        new TokenOutcome.Ambiguous(Reading.word(lost.trouble().name()), null));
        };
    }

    private static OAuth1 steps(ConnectionCopy connection) {
        return connection.oauth1().orElseThrow();
    }

    private OAuth1Signer signer(ConnectionCopy connection) {
        return steps(connection)
                .signer(connection.clientId(), Objects.requireNonNull(connections.clientSecret(connection)));
    }
}
