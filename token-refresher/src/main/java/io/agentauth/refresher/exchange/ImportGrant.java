// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Identity;
import io.agentauth.providers.IdentityAnswer;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.endpoint.EndpointConfig;
import io.agentauth.refresher.endpoint.GrantedToken;
import io.agentauth.refresher.endpoint.IdentityCall;
import io.agentauth.refresher.endpoint.TokenEndpoint;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.refresher.exchange.HandleCallback.Answer;
import io.agentauth.refresher.exchange.ObtainToken.Obtained;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.flow.Flows;
import io.agentauth.upstream.UpstreamAnswer;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes over tokens that were obtained elsewhere, after they have been proved: a refresh token by presenting it once, as any renewal would; an
 * access token alone by the provider's identity call. They go the way of a code, so an import that fails changes nothing that was there before.
 */
@ApplicationScoped
class ImportGrant {
    private final Connections connections;
    private final Flows flows;
    private final Intake intake;
    private final Exchange exchange;
    private final Proving proving;

    @Inject
    ImportGrant(Connections connections, Flows flows, Intake intake, Exchange exchange, Proving proving) {
        this.connections = connections;
        this.flows = flows;
        this.intake = intake;
        this.exchange = exchange;
        this.proving = proving;
    }

    /**
     * What was obtained elsewhere; one of the tokens is there.
     *
     * @param expiresAt of the access token; null if nobody knows
     * @param scopes that were granted with it; null if nobody knows
     */
    record Brought(
            @Nullable Sensitive access,
            @Nullable Sensitive refresh,
            @Nullable Instant expiresAt,
            @Nullable List<String> scopes) {
        /** What is presented. */
        Sensitive shown() {
            return Objects.requireNonNull(refresh == null ? access : refresh);
        }
    }

    /** What a proof needs. */
    @ApplicationScoped
    static class Proving {
        private final TokenEndpoint endpoint;
        private final EndpointConfig limits;
        private final IdentityCall calls;
        private final ExchangeConfig config;
        private final Flights flights;

        @Inject
        Proving(
                TokenEndpoint endpoint,
                EndpointConfig limits,
                IdentityCall calls,
                ExchangeConfig config,
                Flights flights) {
            this.endpoint = endpoint;
            this.limits = limits;
            this.calls = calls;
            this.config = config;
            this.flights = flights;
        }

        Uni<TokenOutcome> prove(Flow flow, ConnectionCopy connection, Brought brought) {
            Sensitive refresh = brought.refresh();
            Sensitive access = brought.access();
            return refresh != null
                    ? endpoint.presentRefreshToken(
                                    connection, flow.authorizationId(), slot(connection), refresh, limits.deadline())
                            .map(outcome -> renewed(outcome, refresh, brought.scopes()))
                    : ask(connection, Objects.requireNonNull(access), brought);
        }

        private Uni<TokenOutcome> ask(ConnectionCopy connection, Sensitive access, Brought brought) {
            Identity identity = connection.provider().identity();
            if (identity == null || identity.endpoint() == null) {
                return Uni.createFrom().item(new TokenOutcome.Declined("cannot_be_proved"));
            }
            return calls.ask(connection, identity, access, config.identityWithin())
                    .map(answer -> told(connection, identity, answer, access, brought));
        }

        private static TokenOutcome told(
                ConnectionCopy connection,
                Identity identity,
                UpstreamAnswer answer,
                Sensitive access,
                Brought brought) {
            return switch (answer) {
                case UpstreamAnswer.Answered answered ->
                    switch (identity.read(
                            answered.answer(),
                            connection.provider().issuer(),
                            connection.provider().tooManyCalls())) {
                        case IdentityAnswer.Known _ -> held(slot(connection), access, brought);
                        case IdentityAnswer.NotHeld _ -> new TokenOutcome.Refused("invalid_token", "user_revoked");
                        case IdentityAnswer.Unsure _ -> new TokenOutcome.Declined("cannot_be_proved");
                    };
                case UpstreamAnswer.NotSent _, UpstreamAnswer.Ambiguous _ -> new TokenOutcome.NotSent("no_answer");
            };
        }

        private static TokenOutcome held(String slot, Sensitive access, Brought brought) {
            Duration left = brought.expiresAt() == null ? null : Duration.between(Instant.now(), brought.expiresAt());
            return new TokenOutcome.Granted(
                    List.of(new GrantedToken(slot, access, null, "Bearer", brought.scopes(), left)),
                    null,
                    Map.of(),
                    System.nanoTime());
        }

        /** An answer without a refresh token keeps the one that was brought (RFC 6749 §6); an ID token of a renewal has no nonce to check. */
        private static TokenOutcome renewed(TokenOutcome outcome, Sensitive presented, @Nullable List<String> scopes) {
            return outcome instanceof TokenOutcome.Granted(var tokens, var _, var facts, long readAtNanos)
                    ? new TokenOutcome.Granted(
                            tokens.stream()
                                    .map(token -> token.orKept(presented, scopes))
                                    .toList(),
                            null,
                            facts,
                            readAtNanos)
                    : outcome;
        }

        private static String slot(ConnectionCopy connection) {
            return connection.provider().defaultSlot().name();
        }

        Uni<Answer> begin(Flow flow, Uni<Void> run) {
            return flights.begin(flow.authorizationId(), run);
        }

        Uni<Answer> outcome(Flow.Subject subject) {
            return flights.outcome(subject.authorizationId());
        }
    }

    /** Fails with {@code not_found}, {@code connection_suspended}, and {@code invalid_request} where nobody consents or has keys. */
    Uni<Obtained> take(Flow.Subject subject, Brought brought) {
        return connections
                .require(subject.environmentId(), subject.connectionId())
                .invoke(ImportGrant::requireUsable)
                .chain(connection -> take(subject, brought, connection))
                .chain(answer -> flows.find(subject.authorizationId())
                        .map(flow -> new Obtained(
                                answer.outcome(),
                                flow.map(found -> found.progress().reason()).orElse(null))));
    }

    private Uni<Answer> take(Flow.Subject subject, Brought brought, ConnectionCopy connection) {
        return flows.beginUnseen(subject, connection).chain(begun -> begun.map(flow -> take(flow, brought, connection))
                .orElseGet(() -> proving.outcome(subject)));
    }

    private Uni<Answer> take(Flow flow, Brought brought, ConnectionCopy connection) {
        String slot = connection.provider().defaultSlot().name();
        return intake.consumeBrought(flow, brought.shown(), slot)
                .chain(consumed -> consumed
                        ? proving.begin(
                                flow, exchange.run(flow, connection, () -> proving.prove(flow, connection, brought)))
                        : proving.outcome(flow.subject()));
    }

    private static void requireUsable(ConnectionCopy connection) {
        ObtainToken.requireUnspoilt(connection);
        if (connection.machine().isPresent()
                || connection.oauth1().isPresent()
                || connection.isBound()
                || connection.provider().token().uri() == null) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "No tokens are brought there.");
        }
    }
}
