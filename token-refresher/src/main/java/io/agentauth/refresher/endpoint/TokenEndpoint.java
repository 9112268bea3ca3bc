// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.oauth.BoundToken;
import io.agentauth.oauth.DpopKey;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.TokenRequest;
import io.agentauth.oauth.TokenShape;
import io.agentauth.providers.AccessExchange;
import io.agentauth.providers.MachineGrant;
import io.agentauth.providers.Provider;
import io.agentauth.refresher.CrashPoint;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.upstream.Progress;
import io.agentauth.upstream.Upstream;
import io.agentauth.upstream.UpstreamRequest;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Presents a code or a refresh token at the token endpoint of a connection, or the {@link Order} that stands in their place where nobody consents, exactly once: no retry, no redirect, no second style of client
 * authentication (rule R5). What is expected is the outcome; a Uni that fails means that the keys are not there, and that nothing was sent.
 */
@ApplicationScoped
public class TokenEndpoint {
    private final Upstream upstream;
    private final Connections connections;
    private final SignedEndpoint signed;
    private final ProvingUpstream proving;
    private final EndpointConfig config;

    @Inject
    TokenEndpoint(
            Upstream upstream,
            Connections connections,
            SignedEndpoint signed,
            ProvingUpstream proving,
            EndpointConfig config) {
        this.upstream = upstream;
        this.proving = proving;
        this.connections = connections;
        this.signed = signed;
        this.config = config;
    }

    /**
     * Presents an authorization code with the flow's verifier (RFC 6749 §4.1.3, RFC 7636 §4.5), what came back of OAuth 1.0a with its temporary
     * secret (RFC 5849 §2.3), or an order for the first time. Passes CB3 and CB4, for {@code subject}.
     */
    public Uni<TokenOutcome> presentCode(
            ConnectionCopy connection, Object subject, Sensitive code, @Nullable Sensitive verifier) {
        long begun = System.nanoTime();
        Sending sending = new Sending(config.deadline(), onCode(subject), CrashPoint.CB4, subject);
        if (connection.oauth1().isPresent()) {
            return signed.present(connection, code, verifier, sending);
        }
        Sending proving = sending.proving(verifier);
        return connection
                .machine()
                .map(way -> ask(connection, way, code, sending))
                .orElseGet(() -> present(
                                connection,
                                () -> TokenRequest.forCode(
                                        connection.provider().tokenEndpoint(),
                                        connections.client(connection),
                                        code,
                                        shown(verifier)),
                                () -> connection.provider().answerToCode(),
                                proving)
                        .chain(outcome -> lengthened(connection, outcome, proving.rest(begun)))
                        .map(outcome -> itself(connection, outcome)));
    }

    /**
     * Asks once whether the person has decided whom {@code deviceCode} waits for (RFC 8628 §3.4); the answer must be read {@code within}. Passes CB3 and
     * CB4, for {@code subject}.
     */
    public Uni<TokenOutcome> presentDevice(
            ConnectionCopy connection, Object subject, Sensitive deviceCode, Duration within) {
        long begun = System.nanoTime();
        Sending sending = new Sending(within, onCode(subject), CrashPoint.CB4, subject).proving(deviceCode);
        return present(
                        connection,
                        () -> TokenRequest.forDevice(
                                connection.provider().tokenEndpoint(),
                                connections.client(connection),
                                BoundToken.tokenOf(deviceCode)),
                        () -> connection.provider().answerToCode(),
                        sending)
                .chain(outcome -> lengthened(connection, outcome, sending.rest(begun)))
                .map(outcome -> itself(connection, outcome));
    }

    /** The longer token for the first, where a provider gives one: nothing is stored before, so whatever fails there fails the exchange. */
    private Uni<TokenOutcome> lengthened(ConnectionCopy connection, TokenOutcome outcome, Sending sending) {
        AccessExchange longer = connection.provider().token().longer();
        if (longer == null || !(outcome instanceof TokenOutcome.Granted first)) {
            return Uni.createFrom().item(outcome);
        }
        Sensitive shorter = first.tokens().getFirst().access();
        return exchange(
                        connection,
                        longer,
                        BoundToken.tokenOf(shorter),
                        connection.provider().defaultSlot().name(),
                        sending)
                .map(second -> second.following(first));
    }

    private Uni<TokenOutcome> exchange(
            ConnectionCopy connection, AccessExchange exchange, Sensitive token, String slot, Sending sending) {
        return present(
                connection,
                () -> exchange.request(connections.client(connection), token),
                () -> connection.provider().answerToRefresh(slot),
                sending);
    }

    private static TokenOutcome itself(ConnectionCopy connection, TokenOutcome outcome) {
        return connection.provider().token().itself() == null ? outcome : outcome.renewingItself();
    }

    /**
     * Presents a slot's refresh token (RFC 6749 §6), or an order again; the answer must be read {@code within}. Passes CP3 to CP6, for
     * {@code subject}.
     */
    public Uni<TokenOutcome> presentRefreshToken(
            ConnectionCopy connection, Object subject, String slot, Sensitive token, Duration within) {
        Sending sending = new Sending(within, onRefresh(subject), CrashPoint.CP6, subject);
        AccessExchange itself = connection.provider().token().itself();
        if (itself != null) {
            return exchange(connection, itself, BoundToken.tokenOf(token), slot, sending.proving(token))
                    .map(TokenOutcome::renewingItself);
        }
        return connection
                .machine()
                .map(way -> ask(connection, way, token, sending))
                .orElseGet(() -> present(
                        connection,
                        () -> TokenRequest.forRefresh(
                                connection.provider().tokenEndpoint(),
                                connections.client(connection),
                                BoundToken.tokenOf(token)),
                        () -> connection.provider().answerToRefresh(slot),
                        sending.proving(token)));
    }

    /** Asks for a token where nobody consents (RFC 6749 §4.4, RFC 7523 §2.1). */
    private Uni<TokenOutcome> ask(ConnectionCopy connection, MachineGrant way, Sensitive order, Sending sending) {
        Provider provider = connection.provider();
        List<String> scopes = connection.view().scopes();
        return present(
                        connection,
                        () -> provider.machineRequest(
                                way,
                                connections.client(connection),
                                Order.from(order).fields(),
                                scopes),
                        () -> provider.answerToRefresh(provider.defaultSlot().name()),
                        sending)
                .map(outcome -> outcome.toOrder(order, scopes));
    }

    private interface Making<T> {
        T make();
    }

    private Uni<TokenOutcome> present(
            ConnectionCopy connection, Making<HttpRequest> request, Making<TokenShape> shape, Sending sending) {
        return Uni.createFrom().deferred(() -> {
            Provider provider = connection.provider();
            if (connection.machine().isEmpty() && provider.isUnresolved()) {
                return Uni.createFrom().item(new TokenOutcome.NotSent("endpoint_unknown"));
            }
            Reading reading = new Reading(shape.make(), provider.errors(), provider.tooManyCalls());
            UpstreamRequest toSend =
                    UpstreamRequest.of(request.make()).within(sending.within()).watchedBy(sending.progress());
            DpopKey key = sending.key();
            return (key == null ? upstream.send(toSend) : proving.send(toSend, key, null, sending.within()))
                    .invoke(() -> sending.read().reached(sending.subject()))
                    .map(reading::outcome)
                    .map(outcome -> key == null ? outcome : outcome.boundTo(key));
        });
    }

    /** The verifier alone; null where only a key was kept. */
    private static @Nullable Sensitive shown(@Nullable Sensitive verifier) {
        Sensitive alone = verifier == null ? null : BoundToken.tokenOf(verifier);
        return alone == null || alone.isEmpty() ? null : alone;
    }

    private static Progress onCode(Object subject) {
        return new Progress() {
            @Override
            public void connected() {
                CrashPoint.CB3.reached(subject);
            }
        };
    }

    private static Progress onRefresh(Object subject) {
        return new Progress() {
            @Override
            public void connected() {
                CrashPoint.CP3.reached(subject);
            }

            @Override
            public void written() {
                CrashPoint.CP4.reached(subject);
            }

            @Override
            public void headersRead() {
                CrashPoint.CP5.reached(subject);
            }
        };
    }
}
